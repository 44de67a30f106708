package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;

/**
 * {@code nmi_trigger_cpumask_backtrace}: NMI to a mask, then up to 10 s for those asked to print their stacks. They return; nobody
 * is stopped (lib/nmi_backtrace.c, arch/x86/kernel/apic/hw_nmi.c; kernel-facts 4.3).
 */
final class Backtrace {
    /** Option of the procedures that may be preceded by one. */
    static final String OPTION = "backtrace-first";

    private static final long STEPS = 10_000;

    private Backtrace() {}

    static OptionSpec option(String summary) {
        return OptionSpec.flag(OPTION, false, summary);
    }

    /** The round of NMIs and the wait for the answers. */
    static List<StopStep> of(TargetRule targets) {
        return List.of(
                new StopStep.InstallNmiHandler(List.of(
                        new StopStep.Note("nmi_cpu_backtrace"),
                        new StopStep.Acknowledge(),
                        new StopStep.ReturnFromInterrupt())),
                new StopStep.SendIpi(targets, IpiVector.NMI, Purpose.NMI_BACKTRACE),
                new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, STEPS));
    }
}
