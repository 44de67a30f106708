package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.wait.XnuWait;

/** macOS: an NMI waits 10 ms and is then sent anyway; everything else waits without limit. */
@AutoService(SolutionProvider.class)
public final class XnuSolution extends OtherSystem {
    /** For the service loader. */
    public XnuSolution() {
        super(
                "xnu",
                "macOS: an NMI waits 10 ms, then it is sent anyway",
                new XnuWait(),
                "XNU osfmk/i386/lapic_native.c",
                "apic-facts 4.3");
    }
}
