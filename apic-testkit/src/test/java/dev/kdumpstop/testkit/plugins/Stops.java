package dev.kdumpstop.testkit.plugins;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import java.util.Map;

/** Stop procedures: {@link Quick} is good, the others are it but for one thing. */
public final class Stops {
    private Stops() {}

    /** NMI to all others, then the capture kernel. */
    @AutoService(StopProcedureProvider.class)
    public static class Quick implements StopProcedureProvider {
        @Override
        public String id() {
            return "quick-stop";
        }

        @Override
        public String summary() {
            return "NMI to all others, a short wait, capture kernel";
        }

        @Override
        public List<String> sources() {
            return List.of("made up for a test");
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(OptionSpec.integer("steps", 1, 1000, 100, "ms", "how long it waits"));
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public ReleaseRange releases() {
            return ReleaseRange.between("2.6.21", "2.6.24");
        }

        @Override
        public Compatibility supports(MachineSpec machine) {
            return releases().contains(machine.release())
                    ? Compatibility.yes()
                    : Compatibility.no("kernels later than 2.6.23 do it otherwise");
        }

        @Override
        public StopProcedure create(MachineSpec machine, OptionValues options) {
            return procedure(id(), handler(), options.integer("steps"));
        }

        List<StopStep> handler() {
            return List.of(new StopStep.SaveRegisters(), new StopStep.Acknowledge(), new StopStep.HaltForever());
        }

        static StopProcedure procedure(String name, List<StopStep> handler, long steps) {
            return new StopProcedure(
                    name,
                    List.of(
                            new StopStep.InterruptsOff(),
                            new StopStep.InstallNmiHandler(handler),
                            new StopStep.SendIpi(TargetRule.ALL_BUT_SELF, IpiVector.NMI, Purpose.CRASH_STOP),
                            new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, steps),
                            new StopStep.EnterCaptureKernel()),
                    Map.of());
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class OtherName extends Quick {
        @Override
        public StopProcedure create(MachineSpec machine, OptionValues options) {
            return procedure("quick", handler(), options.integer("steps"));
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class SupportsTooMuch extends Quick {
        @Override
        public Compatibility supports(MachineSpec machine) {
            return Compatibility.yes();
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class Unreasoned extends Quick {
        @Override
        public Compatibility supports(MachineSpec machine) {
            return super.supports(machine).isSupported() ? Compatibility.yes() : Compatibility.no("");
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class InstallsTooLate extends Quick {
        @Override
        public StopProcedure create(MachineSpec machine, OptionValues options) {
            return new StopProcedure(
                    id(),
                    List.of(
                            new StopStep.SendIpi(TargetRule.ALL_BUT_SELF, IpiVector.NMI, Purpose.CRASH_STOP),
                            new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, options.integer("steps")),
                            new StopStep.InstallNmiHandler(handler()),
                            new StopStep.EnterCaptureKernel()),
                    Map.of());
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class WaitsTooLong extends Quick {
        @Override
        public StopProcedure create(MachineSpec machine, OptionValues options) {
            return procedure(id(), handler(), Integer.MAX_VALUE * options.integer("steps") / 1000);
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class FailsOnOneCpu extends Quick {
        @Override
        public StopProcedure create(MachineSpec machine, OptionValues options) {
            if (machine.cpuCount() == 1) {
                throw new ArithmeticException("/ by zero");
            }
            return super.create(machine, options);
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class RefusesEverywhere extends Quick {
        @Override
        public StopProcedure create(MachineSpec machine, OptionValues options) {
            throw new IllegalArgumentException("quick-stop: not on this machine");
        }
    }

    @AutoService(StopProcedureProvider.class)
    public static final class NeedsWhatIsNotThere extends Quick {
        @Override
        public List<SubArchitectureName> subArchitectures() {
            return List.of(SubArchitectureName.of("i386/triples"));
        }
    }
}
