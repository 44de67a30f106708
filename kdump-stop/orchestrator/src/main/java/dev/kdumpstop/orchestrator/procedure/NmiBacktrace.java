package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A backtrace of all other CPUs, as SysRq-L or a lock-up detector asks for it; the machine goes on afterwards. */
@AutoService(StopProcedureProvider.class)
public final class NmiBacktrace implements StopProcedureProvider, CurrentSpi {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");

    @Override
    public String id() {
        return "nmi-backtrace";
    }

    @Override
    public String summary() {
        return "NMI backtrace of all other CPUs: they answer and return, at most 10 s";
    }

    @Override
    public List<String> sources() {
        return List.of("kernel-facts 4.3: 6.19 lib/nmi_backtrace.c, arch/x86/kernel/apic/hw_nmi.c");
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
        List<StopStep> steps = new ArrayList<>(Backtrace.of(TargetRule.ONLINE_MASK_BUT_SELF));
        steps.add(new StopStep.Finish());
        return new StopProcedure(id(), steps, Map.of());
    }
}
