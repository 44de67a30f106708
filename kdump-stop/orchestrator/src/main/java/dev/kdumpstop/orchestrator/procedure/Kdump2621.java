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

/**
 * kdump as the RFC of 2007 found it: {@code machine_crash_shutdown} of 2.6.21 and 2.6.22. i386 builds its own mask with
 * the hardware id, x86_64 calls the driver's all-but-self; the local APIC goes off before the I/O APIC.
 */
@AutoService(StopProcedureProvider.class)
public final class Kdump2621 implements StopProcedureProvider, CurrentSpi {
    private static final ReleaseRange RELEASES = ReleaseRange.between("2.6.21", "2.6.24");

    @Override
    public String id() {
        return "kdump-2.6.21";
    }

    @Override
    public String summary() {
        return "kdump: NMI to all others (i386 by mask, x86_64 by all-but-self), 1 s, APICs off, capture kernel";
    }

    @Override
    public List<String> sources() {
        return List.of("kernel-facts 4.1: 2.6.21 arch/{i386,x86_64}/kernel/crash.c, kernel/kexec.c");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(Backtrace.option(
                "what if the CPU asked all others for today's NMI backtrace before it crashes; 2.6.21 has none"));
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
        boolean i386 = architecture == Architecture.I386;
        TargetRule targets = i386 ? TargetRule.ONLINE_MASK_BUT_SELF : TargetRule.ALL_BUT_SELF;
        List<StopStep> steps = new ArrayList<>();
        if (options.flag(Backtrace.OPTION)) {
            steps.addAll(Backtrace.of(targets));
            steps.add(new StopStep.BeginRound());
        }
        steps.add(new StopStep.InterruptsOff());
        steps.add(new StopStep.ReadOwnId());
        steps.add(new StopStep.InstallNmiHandler(onNmi(architecture)));
        steps.add(new StopStep.SendIpi(targets, IpiVector.NMI, Purpose.CRASH_STOP));
        steps.add(new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000));
        steps.add(new StopStep.AccessLocalApic("disable_local_APIC", LocalApicShutdown.disable2621(architecture)));
        steps.add(
                i386
                        ? new StopStep.AccessLocalApic("lapic_shutdown", LocalApicShutdown.clear2621(architecture))
                        : new StopStep.AccessLocalApic(
                                "disable_local_APIC", LocalApicShutdown.disable2621(architecture)));
        steps.add(new StopStep.ClearIoApic("disable_IO_APIC"));
        steps.add(new StopStep.AccessLocalApic("disconnect_bsp_APIC", LocalApicShutdown.virtualWire()));
        steps.add(new StopStep.SaveRegisters());
        steps.add(new StopStep.EnterCaptureKernel());
        return new StopProcedure(id(), steps, Map.of());
    }

    private static List<StopStep> onNmi(Architecture architecture) {
        return List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SaveRegisters(),
                new StopStep.AccessLocalApic("disable_local_APIC", LocalApicShutdown.disable2621(architecture)),
                new StopStep.Acknowledge(),
                new StopStep.HaltForever());
    }
}
