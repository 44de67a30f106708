package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** The general loop with a limit, of which the bounded loops of real kernels are presets. */
@AutoService(IcrWaitPolicyProvider.class)
public final class BoundedWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public BoundedWait() {
        super(
                "bounded",
                "polls with delays up to a number of polls or a time, then does what on-timeout says",
                List.of(
                        WaitOptions.polls(),
                        OptionSpec.duration(
                                "elapsed", "0us", "20us", "a limit by the clock instead of one by polls; 0 = by polls"),
                        OptionSpec.duration("delay-before", "0us", "100us", "busy-wait before every poll"),
                        OptionSpec.duration(
                                "delay-after", "0us", "100us", "busy-wait after every poll that found the bit set"),
                        OptionSpec.duration(
                                "overhead",
                                "0us",
                                "1ns",
                                "time of the loop's own instructions for each poll: what counting to a limit costs"),
                        WaitOptions.onTimeout("write-anyway")),
                "RFC solutions A and B generalised");
    }

    /** @throws IllegalArgumentException if limits both by polls and by the clock are given */
    @Override
    public IcrWaitPolicy create(OptionValues options) {
        long elapsedPs = options.durationPs("elapsed");
        if (elapsedPs > 0 && options.integer("polls") != WaitOptions.DEFAULT_POLLS) {
            throw new IllegalArgumentException("wait policy 'bounded' was given both polls="
                    + options.texts().get("polls") + " and elapsed="
                    + options.texts().get("elapsed") + "; a loop has one limit, leave one of them out");
        }
        return Loops.bounded(
                elapsedPs > 0 ? new Limit.Elapsed(elapsedPs) : new Limit.Polls(options.integer("polls")),
                options.durationPs("delay-before"),
                options.durationPs("delay-after"),
                options.durationPs("overhead"),
                WaitOptions.onTimeout(options));
    }
}
