package dev.kdumpstop.testkit.plugins;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.List;

/** Solutions: {@link Careful} is good, the others are it but for one thing. */
public final class Solutions {
    private Solutions() {}

    /** Bounds what stops CPUs. */
    @AutoService(SolutionProvider.class)
    public static class Careful implements SolutionProvider {
        @Override
        public String id() {
            return "careful";
        }

        @Override
        public String summary() {
            return "a limit on whatever stops CPUs";
        }

        @Override
        public List<String> sources() {
            return List.of("made up for a test");
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public Solution create(OptionValues options) {
            return Careful::policy;
        }

        static IcrWaitPolicy policy(WaitContext context) {
            boolean stops = context.purpose() == Purpose.CRASH_STOP || context.purpose() == Purpose.PANIC_STOP;
            WaitPlan plan = stops ? WaitPlan.of(PollSegment.polls(1000, 0)) : WaitPlan.unlimited();
            return same -> plan;
        }
    }

    @AutoService(SolutionProvider.class)
    public static final class TwoMinds extends Careful {
        @Override
        public Solution create(OptionValues options) {
            return new Solution() {
                @Override
                public IcrWaitPolicy policyFor(WaitContext context) {
                    return policy(context);
                }

                @Override
                public WaitPlan planFor(WaitContext context) {
                    return WaitPlan.of(PollSegment.polls(7, 0));
                }
            };
        }
    }

    @AutoService(SolutionProvider.class)
    public static final class Impatient extends Careful {
        @Override
        public Solution create(OptionValues options) {
            WaitPlan plan = new WaitPlan.Segments(List.of(PollSegment.polls(1, 0)), new OnTimeout.AbortRequest());
            return context -> same -> plan;
        }
    }

    @AutoService(SolutionProvider.class)
    public static final class NoPolicy extends Careful {
        @Override
        public Solution create(OptionValues options) {
            return context -> null;
        }
    }
}
