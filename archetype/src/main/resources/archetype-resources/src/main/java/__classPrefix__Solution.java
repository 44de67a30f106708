package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.List;

/** The crash stop waits by the clock, every other sender for ever. */
@AutoService(SolutionProvider.class)
public final class ${classPrefix}Solution implements SolutionProvider {
    @Override
    public String id() {
        return "${id}";
    }

    @Override
    public String summary() {
        return "the crash stop's waits have a limit in time, all others none";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(OptionSpec.integer("polls", 1, 1_000_000, 1000, "polls", "polls of the crash stop, 100 us apart"));
    }

    @Override
    public Solution create(OptionValues options) {
        WaitPlan limited = WaitPlan.of(PollSegment.polls(options.integer("polls"), 100 * Picoseconds.MICROSECOND));
        IcrWaitPolicy crashStop = context -> limited;
        IcrWaitPolicy others = context -> WaitPlan.unlimited();
        return context -> context.purpose() == Purpose.CRASH_STOP ? crashStop : others;
    }
}
