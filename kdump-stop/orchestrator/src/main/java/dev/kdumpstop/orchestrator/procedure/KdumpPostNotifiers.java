package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * kdump with {@code crash_kexec_post_notifiers}: {@code panic} stops the others by {@code crash_smp_send_stop} before it runs the
 * notifiers; {@code machine_crash_shutdown}, which comes after, finds that done and sends nothing more.
 * {@link PostNotifiersToday} is the same without an image.
 */
@AutoService(StopProcedureProvider.class)
public final class KdumpPostNotifiers implements StopProcedureProvider, CurrentSpi {
    @Override
    public String id() {
        return "kdump-post-notifiers";
    }

    @Override
    public String summary() {
        return "kdump with crash_kexec_post_notifiers: as kdump-today, with the panic notifiers after the stop";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 4.3: 6.19 kernel/panic.c, arch/x86/kernel/{crash,reboot}.c",
                "commit 0ee59413c967 (crash_smp_send_stop)");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(Backtrace.option(
                "panic asks all others for an NMI backtrace before it stops them, and waits up to 10 s"));
    }

    @Override
    public ReleaseRange releases() {
        return KdumpToday.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Releases.supports(KdumpToday.RELEASES, machine);
    }

    @Override
    public boolean isOnRequest() {
        return true;
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        Architecture architecture = machine.architecture();
        List<StopStep> steps = new ArrayList<>();
        steps.add(new StopStep.InterruptsOff());
        if (options.flag(Backtrace.OPTION)) {
            steps.addAll(Backtrace.of(TargetRule.ONLINE_MASK_BUT_SELF));
            steps.add(new StopStep.BeginRound());
        }
        steps.addAll(KdumpToday.crashSmpSendStop(architecture));
        steps.add(new StopStep.Note("the panic notifiers, kmsg_dump"));
        steps.addAll(KdumpToday.afterTheStop(architecture));
        return new StopProcedure(id(), steps, Map.of());
    }
}
