package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A panic with {@code crash_kexec_post_notifiers} and no capture kernel: {@code panic} stops the others the way kdump does
 * ({@code crash_smp_send_stop}, which is {@code kdump_nmi_shootdown_cpus}), finds nothing to boot, and restarts. The
 * restart sends nothing more: {@code nmi_shootdown_cpus} runs once. With an image loaded it is the kdump procedure.
 */
@AutoService(StopProcedureProvider.class)
public final class PostNotifiersToday implements StopProcedureProvider, CurrentSpi {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");

    @Override
    public String id() {
        return "post-notifiers-today";
    }

    @Override
    public String summary() {
        return "panic with crash_kexec_post_notifiers, no image: NMI to all but self, 1 s, local APIC off, restart";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "6.19 kernel/panic.c (crash_smp_send_stop), arch/x86/kernel/{crash,reboot}.c",
                "a recording of 6.1 (register accesses)");
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
        steps.add(new StopStep.InterruptsOff());
        steps.addAll(KdumpToday.crashSmpSendStop(architecture));
        steps.add(new StopStep.Note("the panic notifiers"));
        steps.add(new StopStep.Restart());
        return new StopProcedure(id(), steps, Map.of());
    }
}
