package dev.kdumpstop.testkit.plugins;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/** Faults: {@link LastIsDeaf} is good, the others are it but for one thing. */
public final class Faults {
    private Faults() {}

    /** The last CPU's local APIC does not answer. */
    @AutoService(FaultProvider.class)
    public static class LastIsDeaf implements FaultProvider {
        @Override
        public String id() {
            return "last-is-deaf";
        }

        @Override
        public String summary() {
            return "the last CPU does not answer";
        }

        @Override
        public List<String> sources() {
            return List.of("made up for a test");
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(OptionSpec.duration("since", "0", "10us", "when it begins"));
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public FaultClass faultClass() {
            return FaultClass.MECHANISM;
        }

        @Override
        public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
            if (context.others().isEmpty()) {
                throw new IllegalArgumentException(
                        "last-is-deaf strikes another CPU than the crashing one, there is none");
            }
            return List.of(new ScheduledChange(
                    options.durationPs("since") - 1,
                    0,
                    new PrimitiveChange.RemoveApic(context.others().highest())));
        }
    }

    @AutoService(FaultProvider.class)
    public static final class NothingHappens extends LastIsDeaf {
        @Override
        public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
            return List.of();
        }
    }

    @AutoService(FaultProvider.class)
    public static final class NoSuchCpu extends LastIsDeaf {
        @Override
        public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
            super.schedule(context, options);
            return List.of(ScheduledChange.beforeTheCrash(new PrimitiveChange.RemoveApic(
                    context.machine().cpuCount() == 2 ? 2 : context.others().highest())));
        }
    }

    @AutoService(FaultProvider.class)
    public static final class OfflineTooLate extends LastIsDeaf {
        @Override
        public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
            int cpu = super.schedule(context, options).get(0).change().cpu();
            return context.machine().cpuCount() == 2
                    ? List.of(ScheduledChange.at(1, new PrimitiveChange.TakeOffline(cpu)))
                    : super.schedule(context, options);
        }
    }

    @AutoService(FaultProvider.class)
    public static final class RefusesItsOption extends LastIsDeaf {
        @Override
        public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
            if (options.durationPs("since") > 0) {
                throw new IllegalArgumentException("last-is-deaf begins before the crash");
            }
            return super.schedule(context, options);
        }
    }

    @AutoService(FaultProvider.class)
    public static final class Unclassified extends LastIsDeaf {
        @Override
        public FaultClass faultClass() {
            return null;
        }
    }

    @AutoService(FaultProvider.class)
    public static final class FailsOnOneCpu extends LastIsDeaf {
        @Override
        public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
            return List.of(ScheduledChange.beforeTheCrash(
                    new PrimitiveChange.RemoveApic(context.others().lowest())));
        }
    }
}
