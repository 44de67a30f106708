package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** The loop merged in Linux 2.6.22, in use until 6.5: {@link Loops#SAFE_2_6_22}. */
@AutoService(IcrWaitPolicyProvider.class)
public final class Linux2622Wait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public Linux2622Wait() {
        super(
                "linux-2.6.22",
                "at most 1001 polls, 100 us after each, then writes anyway",
                List.of(),
                "Linux 2.6.22 arch/i386/kernel/apic.c, arch/x86_64/kernel/apic.c",
                "kernel-facts 1.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return Loops.SAFE_2_6_22;
    }
}
