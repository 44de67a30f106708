package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/**
 * What the MP specification says software may do: expect dispatch within 20 us, then give up or write the low dword of the
 * ICR again. After one rewrite that does not help, the command is written over.
 */
@AutoService(IcrWaitPolicyProvider.class)
public final class MpSpecWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public MpSpecWait() {
        super(
                "mp-spec-20us",
                "polls for 20 us, then writes the stuck command once more or does what on-timeout says",
                List.of(
                        OptionSpec.duration(
                                "limit", "20us", "60us", "how long dispatch may take; slow hardware was seen at 60us"),
                        WaitOptions.onTimeout("rewrite")),
                "MultiProcessor Specification 1.4, page B-3",
                "apic-facts 2.1 D4-D6, 4.1");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return Loops.bounded(new Limit.Elapsed(options.durationPs("limit")), 0, 0, WaitOptions.onTimeout(options));
    }
}
