package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.core.builtin.BuiltIn;

/** The loop of the RFC's cover letter, configurable. */
@AutoService(IcrWaitPolicyProvider.class)
public final class RfcLoopWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public RfcLoopWait() {
        super(
                "rfc-loop",
                "at most 1001 polls without delay, then what on-timeout says",
                WaitOptions.RFC_LOOP,
                "kexec list, 25 April 2007, patch 0/10",
                "kernel-facts 1.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return WaitOptions.rfcLoop(options);
    }
}
