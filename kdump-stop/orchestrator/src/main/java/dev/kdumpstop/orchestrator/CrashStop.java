package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.RunListener;
import dev.kdumpstop.core.machine.RunResult;
import dev.kdumpstop.core.machine.TimedRun;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One crash stop, ready to be run as often as one likes: all names are resolved, all plans are made. Immutable; any number
 * of threads may run it.
 *
 * <pre>{@code
 * StopOutcome outcome = CrashStop.builder()
 *         .machine(MachineSpec.builder(Architecture.I386, "2.6.21").cpus(8).build())
 *         .subArchitecture("i386/bigsmp")
 *         .solution("baseline")
 *         .scenario("nmi-lockup:cpus=3")
 *         .build()
 *         .run();
 * }</pre>
 */
public final class CrashStop {
    private final MachineSpec machine;
    private final SubArchitectureName subArchitecture;
    private final StopProcedure procedure;
    private final List<PrimitiveChange> initialChanges;
    private final CpuSet lost;
    private final MachineModel model;
    private final Map<String, String> assumptions;
    private final Optional<WaitPolicyUse> waitPolicy;
    private final String failure;

    CrashStop(
            MachineSpec machine,
            SubArchitectureName subArchitecture,
            StopProcedure procedure,
            List<PrimitiveChange> initialChanges,
            CpuSet lost,
            MachineModel model,
            Map<String, String> assumptions,
            Optional<WaitPolicyUse> waitPolicy,
            String failure) {
        this.machine = machine;
        this.subArchitecture = subArchitecture;
        this.procedure = procedure;
        this.initialChanges = initialChanges;
        this.lost = lost;
        this.model = model;
        this.assumptions = assumptions;
        this.waitPolicy = waitPolicy;
        this.failure = failure;
    }

    /** Describes a crash stop with everything that is installed on this library's class path. */
    public static CrashStopBuilder builder() {
        return new CrashStopBuilder(InstalledHolder.INSTALLED);
    }

    /** Describes a crash stop with exactly the given extensions. */
    public static CrashStopBuilder builder(Installed installed) {
        return new CrashStopBuilder(installed);
    }

    private static final class InstalledHolder {
        static final Installed INSTALLED = Installed.discover();
    }

    /**
     * Runs it without a time-line.
     *
     * @throws dev.kdumpstop.orchestrator.plugin.BrokenPluginException if a plug-in's wait that is decided poll by poll fails
     */
    public StopOutcome run() {
        return run(RunListener.NONE);
    }

    /** Runs it and tells the listener everything that happens. */
    public StopOutcome run(RunListener listener) {
        return run(new TimedRun(model), listener);
    }

    /** Runs it on a machine that keeps its arrays between runs; one run at a time. */
    public StopOutcome run(TimedRun run, RunListener listener) {
        RunResult result = run.run(model, listener);
        return new OutcomeReport(machine, procedure, model, lost, failure).of(result, assumptions);
    }

    /** The machine, after CPUs were taken off line. */
    public MachineSpec machine() {
        return machine;
    }

    /** The sub-architecture. */
    public SubArchitectureName subArchitecture() {
        return subArchitecture;
    }

    /** The stop procedure. */
    public StopProcedure procedure() {
        return procedure;
    }

    /** The state in which the crash path begins, as changes of a healthy machine. */
    public List<PrimitiveChange> initialChanges() {
        return initialChanges;
    }

    /** The machine model, for whoever wants to run it otherwise. */
    public MachineModel model() {
        return model;
    }

    /** Costs in force. */
    public TimingProfile timing() {
        return model.timing();
    }

    /** Every option and its value the result is computed under, by name. */
    public Map<String, String> assumptions() {
        return assumptions;
    }

    /** Where the wait policy that was given beside the solution is in force; empty if none was given. */
    public Optional<WaitPolicyUse> waitPolicy() {
        return waitPolicy;
    }
}
