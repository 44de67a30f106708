package dev.kdumpstop.samples.phased;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.List;

/**
 * Says at which waits {@link PhasedWait} applies: whenever CPUs are stopped, be it for a dump or for a plain panic, whatever the
 * vector. Everything else waits without limit. The RFC's B-1 covers the dump only, its B-2 NMIs only.
 */
@AutoService(SolutionProvider.class)
public final class PhasedSolution implements SolutionProvider {
    private static final IcrWaitPolicy UNLIMITED = context -> WaitPlan.unlimited();

    /** Found by {@link java.util.ServiceLoader}. */
    public PhasedSolution() {}

    @Override
    public String id() {
        return "phased-stops";
    }

    @Override
    public String summary() {
        return "sends that stop CPUs wait in two phases; everything else waits without limit";
    }

    @Override
    public List<OptionSpec> options() {
        return PhasedWait.OPTIONS;
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public Solution create(OptionValues options) {
        IcrWaitPolicy phased = new PhasedWait().create(options);
        return context ->
                context.purpose() == Purpose.CRASH_STOP || context.purpose() == Purpose.PANIC_STOP ? phased : UNLIMITED;
    }
}
