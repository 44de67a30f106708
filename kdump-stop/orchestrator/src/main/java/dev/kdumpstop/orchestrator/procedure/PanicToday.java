package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.RegisterStep;
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
 * A plain panic without a capture kernel: {@code native_stop_other_cpus}. First the reboot vector with its unlimited wait;
 * after a second NMIs to those left. Since 2023 these go one by one; before, to all but self again.
 *
 * <p>The change of 2023 is in 6.5; the 6.1 of distributions has it too (recordings of 6.1). 5.10 is modelled with the form
 * before, which no recording shows: UNVERIFIED, so option {@code second-stage} can choose either for any release.
 */
@AutoService(StopProcedureProvider.class)
public final class PanicToday implements StopProcedureProvider, CurrentSpi {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");
    private static final ReleaseRange RELEASED_ONE_BY_ONE = ReleaseRange.from("6.1");
    private static final String AS_RELEASED = "as-released";
    private static final String ONE_BY_ONE = "one-by-one";
    private static final String ALL_BUT_SELF = "all-but-self";

    @Override
    public String id() {
        return "panic-today";
    }

    @Override
    public String summary() {
        return "plain panic: vector 0xF8 to all but self, 1 s, NMI to those left, 10 ms, restart";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 4.3: 6.19 arch/x86/kernel/{smp,reboot}.c, kernel/panic.c",
                "recordings of 5.10, 6.1 and 7.2 (register accesses, second stage)");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.flag(
                        "nmi-stage", true, "whether CPUs that do not answer get an NMI (nonmi_ipi turns it off)"),
                OptionSpec.choice(
                        "second-stage",
                        List.of(AS_RELEASED, ONE_BY_ONE, ALL_BUT_SELF),
                        "how that NMI goes; distributions took the change of 2023 over"),
                OptionSpec.flag(
                        "emergency-round",
                        true,
                        "whether the restart stops CPUs that are still online by NMI once more; needs VMX or SVM"));
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
        boolean oneByOne = switch (options.choice("second-stage")) {
            case ONE_BY_ONE -> true;
            case ALL_BUT_SELF -> false;
            default -> RELEASED_ONE_BY_ONE.contains(machine.release());
        };
        List<RegisterStep> off = LocalApicShutdown.disableToday(architecture);
        StopStep.AccessLocalApic disable = new StopStep.AccessLocalApic("disable_local_APIC", off);
        List<StopStep> stop =
                List.of(new StopStep.InterruptsOff(), disable, new StopStep.Acknowledge(), new StopStep.HaltForever());
        List<StopStep> secondStage = List.of(
                new StopStep.InstallNmiHandler(stop),
                new StopStep.SendIpi(
                        oneByOne ? TargetRule.EACH_NOT_STOPPED : TargetRule.ALL_BUT_SELF_STILL_ONLINE,
                        IpiVector.NMI,
                        Purpose.PANIC_STOP),
                new StopStep.AwaitAcknowledged(Picoseconds.MICROSECOND, 10_000));
        List<StopStep> onReboot = List.of(
                new StopStep.AccessLocalApic("ack_APIC_irq", List.of(new RegisterStep.Write(ApicRegister.EOI, 0))),
                disable,
                new StopStep.Acknowledge(),
                new StopStep.HaltForever());
        // nmi_shootdown_cpus, called by native_machine_emergency_restart; its handler leaves the local APIC alone.
        List<StopStep> emergency = List.of(
                new StopStep.ReadOwnId(),
                new StopStep.IfNotAllAcknowledged(List.of(
                        new StopStep.InstallNmiHandler(List.of(
                                new StopStep.InterruptsOff(),
                                new StopStep.Note("cpu_emergency_disable_virtualization"),
                                new StopStep.Acknowledge(),
                                new StopStep.HaltForever())),
                        new StopStep.SendIpi(TargetRule.ALL_BUT_SELF_STILL_ONLINE, IpiVector.NMI, Purpose.PANIC_STOP),
                        new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000))));
        List<StopStep> steps = new ArrayList<>(List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SendIpi(
                        TargetRule.ALL_BUT_SELF_IF_SHORTHAND_ALLOWED, IpiVector.REBOOT, Purpose.PANIC_STOP),
                new StopStep.AwaitAcknowledged(Picoseconds.MICROSECOND, 1_000_000)));
        if (options.flag("nmi-stage")) {
            steps.add(new StopStep.IfNotAllAcknowledged(secondStage));
        }
        steps.add(disable);
        if (options.flag("emergency-round")) {
            steps.addAll(emergency);
        }
        steps.add(new StopStep.Restart());
        return new StopProcedure(id(), steps, Map.of(IpiVector.REBOOT.number(), onReboot));
    }
}
