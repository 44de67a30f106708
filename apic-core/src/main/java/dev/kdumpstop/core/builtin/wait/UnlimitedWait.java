package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** {@code apic_wait_icr_idle} of every Linux for anything but an NMI; the wait that the RFC wants to bound. */
@AutoService(IcrWaitPolicyProvider.class)
public final class UnlimitedWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public UnlimitedWait() {
        super(
                "unlimited",
                "polls until the bit is clear, for ever if need be",
                List.of(),
                "Linux 2.6.21 include/asm-i386/apic.h, include/asm-x86_64/apic.h",
                "kernel-facts 1.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return Loops.UNLIMITED;
    }
}
