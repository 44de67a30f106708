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
public final class KdumpToday implements StopProcedureProvider, CurrentSpi {
    static final ReleaseRange RELEASES = ReleaseRange.from("5.10");

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
        return List.of(Backtrace.option(
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
        if (options.flag(Backtrace.OPTION)) {
            steps.addAll(Backtrace.of(TargetRule.ONLINE_MASK_BUT_SELF));
            steps.add(new StopStep.BeginRound());
        }
        steps.add(new StopStep.InterruptsOff());
        steps.addAll(crashSmpSendStop(architecture));
        steps.addAll(afterTheStop(architecture));
        return new StopProcedure(id(), steps, Map.of());
    }

    /** {@code crash_smp_send_stop}, which is {@code kdump_nmi_shootdown_cpus}. */
    static List<StopStep> crashSmpSendStop(Architecture architecture) {
        return List.of(
                new StopStep.ReadOwnId(),
                new StopStep.InstallNmiHandler(onNmi(architecture)),
                new StopStep.SendIpi(TargetRule.ALL_BUT_SELF_IF_SHORTHAND_ALLOWED, IpiVector.NMI, Purpose.CRASH_STOP),
                new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000),
                new StopStep.AccessLocalApic("disable_local_APIC", LocalApicShutdown.disableToday(architecture)));
    }

    /** The rest of {@code native_machine_crash_shutdown}, and the jump. */
    static List<StopStep> afterTheStop(Architecture architecture) {
        return List.of(
                new StopStep.Note("cpu_emergency_disable_virtualization"),
                new StopStep.ClearIoApic("ioapic_zap_locks, clear_IO_APIC", true),
                new StopStep.AccessLocalApic("lapic_shutdown", LocalApicShutdown.lapicShutdownToday(architecture)),
                new StopStep.AccessLocalApic("restore_boot_irq_mode", LocalApicShutdown.virtualWire()),
                new StopStep.Note("hpet_disable"),
                new StopStep.ReadOwnId(),
                new StopStep.SaveRegisters(),
                new StopStep.EnterCaptureKernel());
    }

    private static List<StopStep> onNmi(Architecture architecture) {
        return List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SaveRegisters(),
                new StopStep.AccessLocalApic("disable_local_APIC", LocalApicShutdown.disableToday(architecture)),
                new StopStep.Note("cpu_emergency_disable_virtualization"),
                new StopStep.Acknowledge(),
                new StopStep.HaltForever());
    }
}
