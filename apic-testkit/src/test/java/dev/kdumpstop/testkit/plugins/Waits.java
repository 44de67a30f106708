package dev.kdumpstop.testkit.plugins;

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
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitStepper;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Wait policies: {@link BackOff} is good, the others are it but for one thing. */
public final class Waits {
    private static final OnTimeout WRITE_ANYWAY = new OnTimeout.WriteAnyway();

    private Waits() {}

    /** Doubles its delay with every poll, up to a limit. */
    @AutoService(IcrWaitPolicyProvider.class)
    public static class BackOff implements IcrWaitPolicyProvider {
        @Override
        public String id() {
            return "back-off";
        }

        @Override
        public String summary() {
            return "waits twice as long after each poll";
        }

        @Override
        public List<String> sources() {
            return List.of("made up for a test");
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(OptionSpec.integer("doublings", 0, 30, 10, "", "how often the delay doubles"));
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public IcrWaitPolicy create(OptionValues options) {
            long doublings = options.integer("doublings");
            WaitStepper stepper = (polls, elapsedPs) -> Picoseconds.MICROSECOND << Math.min(polls - 1, doublings);
            WaitPlan plan = new WaitPlan.Stepped(stepper, 40, WRITE_ANYWAY);
            return context -> plan;
        }
    }

    /** A back-off with another plan. */
    private abstract static class Other extends BackOff {
        abstract WaitPlan plan(WaitContext context);

        @Override
        public IcrWaitPolicy create(OptionValues options) {
            return this::plan;
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class Counting extends Other {
        @Override
        WaitPlan plan(WaitContext context) {
            AtomicLong delay = new AtomicLong(Picoseconds.MICROSECOND);
            return new WaitPlan.Stepped((polls, elapsedPs) -> delay.getAndAdd(1), 10, WRITE_ANYWAY);
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class Negative extends Other {
        @Override
        WaitPlan plan(WaitContext context) {
            return new WaitPlan.Stepped((polls, elapsedPs) -> -polls - 1, 10, WRITE_ANYWAY);
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class Unseen extends Other {
        @Override
        WaitPlan plan(WaitContext context) {
            return new WaitPlan.Stepped((polls, elapsedPs) -> 0, Integer.MAX_VALUE, WRITE_ANYWAY);
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class Growing extends Other {
        @Override
        WaitPlan plan(WaitContext context) {
            return new WaitPlan.Stepped((polls, elapsedPs) -> 1L << Math.min(62, polls + 20), 60, WRITE_ANYWAY);
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class TooLong extends Other {
        @Override
        WaitPlan plan(WaitContext context) {
            return WaitPlan.of(PollSegment.polls(Long.MAX_VALUE / 2, Picoseconds.SECOND));
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class NoPlanForNmi extends Other {
        @Override
        WaitPlan plan(WaitContext context) {
            return context.vector() == 2 ? null : WaitPlan.unlimited();
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class MiscountsItsCalls extends Other {
        private long calls;

        @Override
        WaitPlan plan(WaitContext context) {
            calls++;
            return WaitPlan.of(PollSegment.polls(calls, 0));
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class ExampleIsDefault extends BackOff {
        @Override
        public List<OptionSpec> options() {
            return List.of(OptionSpec.integer("doublings", 0, 30, 10, 10, "", "how often the delay doubles"));
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class PlusInChoice extends BackOff {
        @Override
        public List<OptionSpec> options() {
            return List.of(
                    OptionSpec.integer("doublings", 0, 30, 10, "", "how often the delay doubles"),
                    new OptionSpec(
                            "then",
                            new OptionType.Choice(List.of("write", "log+write")),
                            "",
                            "write",
                            "log+write",
                            "what follows"));
        }
    }

    @AutoService(IcrWaitPolicyProvider.class)
    public static final class RefusesItsExample extends BackOff {
        @Override
        public IcrWaitPolicy create(OptionValues options) {
            if (options.integer("doublings") != 10) {
                throw new IllegalStateException("doublings");
            }
            return super.create(options);
        }
    }
}
