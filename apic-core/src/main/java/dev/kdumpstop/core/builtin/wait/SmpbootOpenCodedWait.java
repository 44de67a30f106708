package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** The loop written out in smpboot.c up to 2.6.21: {@link Loops#OPEN_CODED}. The delay stands before the poll, so an idle APIC costs 100 us too. */
@AutoService(IcrWaitPolicyProvider.class)
public final class SmpbootOpenCodedWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public SmpbootOpenCodedWait() {
        super(
                "smpboot-open-coded",
                "100 us before each of at most 1001 polls, then goes on",
                List.of(),
                "Linux 2.6.21 arch/i386/kernel/smpboot.c, arch/x86_64/kernel/smpboot.c",
                "kernel-facts 1.3, 5");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return Loops.OPEN_CODED;
    }
}
