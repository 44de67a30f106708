package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** The loop of Linux since 6.6: {@link Loops#SAFE_6_X}. */
@AutoService(IcrWaitPolicyProvider.class)
public final class Linux6Wait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public Linux6Wait() {
        super(
                "linux-6.x",
                "at most 1000 polls, 100 us after each, then writes anyway",
                List.of(),
                "Linux 6.19 arch/x86/kernel/apic/ipi.c",
                "commit 97b9d715efd4",
                "kernel-facts 1.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return Loops.SAFE_6_X;
    }
}
