package dev.kdumpstop.samples.phased;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.List;

/**
 * A wait in two phases. On a healthy machine a command has gone out after 20 us (MP specification, B-3): for so long the sender
 * polls without pause and loses nothing. After that something is wrong, and it polls now and then, which spares the bus.
 *
 * <p>Each phase is a {@link PollSegment}. Other shapes are said in the same way. A back-off that doubles is one segment for
 * each step, here up to 100 us &lt;&lt; 9, after 102.3 ms in all:
 *
 * <pre>{@code
 * List<PollSegment> steps = new ArrayList<>();
 * for (int step = 0; step < 10; step++) {
 *     steps.add(PollSegment.polls(1, 100 * Picoseconds.MICROSECOND << step));
 * }
 * return new WaitPlan.Segments(steps, new OnTimeout.WriteAnyway());
 * }</pre>
 *
 * <p>What no list of segments says, a stepper decides after every poll. The host then makes every poll one by one, and such a wait
 * never proves a hang, so prefer segments:
 *
 * <pre>{@code
 * WaitStepper stepper = (polls, elapsedPs) -> Math.max(100 * Picoseconds.MICROSECOND, elapsedPs);
 * return new WaitPlan.Stepped(stepper, 20, new OnTimeout.WriteAnyway());
 * }</pre>
 */
@AutoService(IcrWaitPolicyProvider.class)
public final class PhasedWait implements IcrWaitPolicyProvider {
    /** What the policy takes, and the solution with it. */
    static final List<OptionSpec> OPTIONS = List.of(
            OptionSpec.duration("spin", "20us", "60us", "for how long it polls without pause at first"),
            new OptionSpec(
                    "interval",
                    new OptionType.Duration(Picoseconds.MICROSECOND, Picoseconds.SECOND),
                    "",
                    "100us",
                    "1ms",
                    "the pause between polls after that"),
            new OptionSpec(
                    "polls",
                    new OptionType.Int(1, 1_000_000),
                    "polls",
                    "100",
                    "1000",
                    "how many polls it makes after that"),
            OptionSpec.choice(
                    "on-timeout",
                    List.of("write-anyway", "skip", "rewrite"),
                    "then writes over the stuck command, skips this send, or writes the stuck command once more"));

    /** Found by {@link java.util.ServiceLoader}. */
    public PhasedWait() {}

    @Override
    public String id() {
        return "phased";
    }

    @Override
    public String summary() {
        return "polls without pause for 20 us, then every 100 us, at most 10 ms";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public List<String> sources() {
        return List.of("MultiProcessor Specification 1.4, page B-3: 20 us");
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        PollSegment spin = new PollSegment(0, 0, 0, new Limit.Elapsed(options.durationPs("spin")));
        PollSegment slow = PollSegment.polls(options.integer("polls"), options.durationPs("interval"));
        // Made once: the policy is asked at every wait.
        WaitPlan plan = new WaitPlan.Segments(List.of(spin, slow), onTimeout(options));
        return context -> plan;
    }

    private static OnTimeout onTimeout(OptionValues options) {
        return switch (options.choice("on-timeout")) {
            case "skip" -> new OnTimeout.SkipThisSend();
            case "rewrite" -> new OnTimeout.RewriteIcrLow(1, new OnTimeout.WriteAnyway());
            default -> new OnTimeout.WriteAnyway();
        };
    }
}
