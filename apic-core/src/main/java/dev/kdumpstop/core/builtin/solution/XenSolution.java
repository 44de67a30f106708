package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.wait.UnlimitedWait;

/** Xen: no limit anywhere, in the crash path either. In x2APIC mode there is no wait site; that is the delivery's doing. */
@AutoService(SolutionProvider.class)
public final class XenSolution extends OtherSystem {
    /** For the service loader. */
    public XenSolution() {
        super(
                "xen",
                "Xen: every wait is unlimited, in the crash path too",
                new UnlimitedWait(),
                "Xen xen/arch/x86/genapic/*.c, xen/arch/x86/apic.c",
                "apic-facts 4.3");
    }
}
