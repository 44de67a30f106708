package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.ArrayList;
import java.util.List;

/** Exponential back-off: one segment of one poll per round, each with twice the delay of the one before. */
@AutoService(IcrWaitPolicyProvider.class)
public final class ${classPrefix}WaitPolicy implements IcrWaitPolicyProvider {
    @Override
    public String id() {
        return "${id}-backoff";
    }

    @Override
    public String summary() {
        return "polls, and doubles the delay after every poll that found the bit set";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.integer("polls", 1, 24, 17, "polls", "how often the bit is read at most"),
                new OptionSpec(
                        "first-delay",
                        new OptionType.Duration(0, Picoseconds.MILLISECOND),
                        "",
                        "1us",
                        "10us",
                        "busy-wait after the first busy poll"));
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        List<PollSegment> segments = new ArrayList<>();
        long delayPs = options.durationPs("first-delay");
        for (long poll = 0; poll < options.integer("polls"); poll++) {
            segments.add(PollSegment.polls(1, delayPs));
            delayPs *= 2;
        }
        WaitPlan plan = new WaitPlan.Segments(segments, new OnTimeout.WriteAnyway());
        return context -> plan;
    }
}
