package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
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

/**
 * Xen's crash stop, made after Linux 2.6.16: NMI to the mask of all others, 1 s, local APIC and I/O APIC off, kexec. Its waits
 * for the ICR are unlimited. It addresses CPUs as Linux does: flat up to eight, else physical ("bigsmp"); x2APIC clusters.
 *
 * <p>The accesses that turn the local APIC off are taken to be those of Linux 2.6: UNVERIFIED.
 */
@AutoService(StopProcedureProvider.class)
public final class XenCrashStop implements StopProcedureProvider, CurrentSpi {
    private static final String SYSTEM = "xen";

    @Override
    public String id() {
        return "xen-crash-stop";
    }

    @Override
    public String summary() {
        return "Xen: NMI to all others by mask, 1 s, APICs off, capture kernel";
    }

    @Override
    public List<String> sources() {
        return List.of("xen/arch/x86/crash.c, xen/common/kexec.c, xen/arch/x86/genapic/*.c", "apic-facts 4.3");
    }

    @Override
    public ReleaseRange releases() {
        return OtherSystems.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return OtherSystems.supports("Xen", machine);
    }

    @Override
    public String system() {
        return SYSTEM;
    }

    @Override
    public List<SubArchitectureName> subArchitectures() {
        return List.of(
                SubArchitectureName.of("x86_64/flat"),
                SubArchitectureName.of("x86_64/physflat"),
                SubArchitectureName.of("x86_64/x2apic-cluster"),
                SubArchitectureName.of("x86_64/x2apic-phys"));
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        StopStep disable =
                new StopStep.AccessLocalApic("__stop_this_cpu", LocalApicShutdown.disable2621(machine.architecture()));
        List<StopStep> onNmi = List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SaveRegisters(),
                disable,
                new StopStep.Acknowledge(),
                new StopStep.HaltForever());
        return new StopProcedure(
                id(),
                List.of(
                        new StopStep.SaveRegisters(), // kexec_crash saves its own first
                        new StopStep.InterruptsOff(),
                        new StopStep.InstallNmiHandler(onNmi),
                        new StopStep.SendIpi(TargetRule.ONLINE_MASK_BUT_SELF, IpiVector.NMI, Purpose.CRASH_STOP),
                        new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000),
                        new StopStep.Note("iommu_crash_shutdown"),
                        disable,
                        new StopStep.ClearIoApic("disable_IO_APIC"),
                        new StopStep.EnterCaptureKernel()),
                Map.of());
    }
}
