package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import java.util.Map;

/** NMI to each other CPU, one by one; at most 500 ms for their answers; capture kernel. */
@AutoService(StopProcedureProvider.class)
public final class ${classPrefix}StopProcedure implements StopProcedureProvider {
    private static final ReleaseRange RELEASES = ReleaseRange.from("2.6.21");

    @Override
    public String id() {
        return "${id}-stop";
    }

    @Override
    public String summary() {
        return "NMI to each CPU, one by one, 500 ms, capture kernel";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return RELEASES.contains(machine.release())
                ? Compatibility.yes()
                : Compatibility.no("is of kernels " + RELEASES + ", not of " + machine.release());
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        List<StopStep> onNmi =
                List.of(new StopStep.SaveRegisters(), new StopStep.Acknowledge(), new StopStep.HaltForever());
        List<StopStep> crash = List.of(
                new StopStep.InterruptsOff(),
                new StopStep.InstallNmiHandler(onNmi),
                new StopStep.SendIpi(TargetRule.EACH_NOT_STOPPED, IpiVector.NMI, Purpose.CRASH_STOP),
                new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 500),
                new StopStep.SaveRegisters(),
                new StopStep.EnterCaptureKernel());
        return new StopProcedure(id(), crash, Map.of());
    }
}
