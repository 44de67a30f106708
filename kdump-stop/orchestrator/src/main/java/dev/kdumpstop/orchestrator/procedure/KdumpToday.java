package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** kdump as it is today: {@code native_machine_crash_shutdown}. */
@AutoService(StopProcedureProvider.class)
public final class KdumpToday implements StopProcedureProvider {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");

    @Override
    public String id() {
        return "kdump-today";
    }

    @Override
    public String summary() {
        return "kdump: NMI to all but self, 1 s, local APICs and I/O APIC off, capture kernel";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 4.3: 6.19 arch/x86/kernel/{crash,reboot}.c",
                "recordings of 5.10, 6.1, 6.12 and 7.2 (register accesses)");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(OptionSpec.flag(
                "backtrace-first",
                false,
                "before it crashes the CPU asks all others for an NMI backtrace, and waits up to 10 s"));
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Releases.supports(RELEASES, machine);
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        Architecture architecture = machine.architecture();
        List<StopStep> steps = new ArrayList<>();
        if (options.flag("backtrace-first")) {
            steps.add(new StopStep.SendIpi(TargetRule.ONLINE_MASK_BUT_SELF, IpiVector.NMI, Purpose.NMI_BACKTRACE));
            steps.add(new StopStep.Note("wait for the backtraces, at most 10000 x 1ms"));
        }
        steps.add(new StopStep.InterruptsOff());
        steps.add(new StopStep.ReadOwnId());
        steps.add(new StopStep.InstallNmiHandler(onNmi(architecture)));
        steps.add(
                new StopStep.SendIpi(TargetRule.ALL_BUT_SELF_IF_SHORTHAND_ALLOWED, IpiVector.NMI, Purpose.CRASH_STOP));
        steps.add(new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000));
        steps.add(new StopStep.AccessLocalApic("disable_local_APIC", LocalApicShutdown.disableToday(architecture)));
        steps.add(new StopStep.Note("cpu_emergency_disable_virtualization"));
        steps.add(new StopStep.ClearIoApic("clear_IO_APIC"));
        steps.add(new StopStep.AccessLocalApic("lapic_shutdown", LocalApicShutdown.lapicShutdownToday(architecture)));
        steps.add(new StopStep.AccessLocalApic("restore_boot_irq_mode", LocalApicShutdown.virtualWire()));
        steps.add(new StopStep.Note("hpet_disable"));
        steps.add(new StopStep.ReadOwnId());
        steps.add(new StopStep.SaveRegisters());
        steps.add(new StopStep.EnterCaptureKernel());
        return new StopProcedure(id(), steps, Map.of());
    }

    static List<StopStep> onNmi(Architecture architecture) {
        return List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SaveRegisters(),
                new StopStep.AccessLocalApic("disable_local_APIC", LocalApicShutdown.disableToday(architecture)),
                new StopStep.Note("cpu_emergency_disable_virtualization"),
                new StopStep.Acknowledge(),
                new StopStep.HaltForever());
    }
}
