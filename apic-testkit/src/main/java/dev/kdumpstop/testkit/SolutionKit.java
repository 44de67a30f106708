package dev.kdumpstop.testkit;

import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every solution is asked.
 *
 * <pre>{@code
 * class MySolutionTest extends SolutionKit {
 *     @Override
 *     protected SolutionProvider plugin() {
 *         return new MySolution();
 *     }
 * }
 * }</pre>
 */
public abstract class SolutionKit extends WaitingKit<SolutionProvider> {
    private static final MachineSpec MACHINE =
            MachineSpec.builder(Architecture.X86_64, "2.6.21").cpus(8).build();
    private static final String REAL_TIMING = "netburst-fsb";
    private static final String BUSY_FOR_EVER = "sender-wedged";

    /** The wait before the commands of a crash stop that is sent CPU by CPU. */
    private static final WaitContext CRASH_STOP =
            new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);

    /** For subclasses. */
    protected SolutionKit() {
        super(ExtensionPoint.SOLUTION);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SolutionProvider plugin();

    @Override
    final Planner planner(SolutionProvider plugin, OptionValues options) {
        return solution(plugin, options)::planFor;
    }

    private static Solution solution(SolutionProvider plugin, OptionValues options) {
        return Objects.requireNonNull(plugin.create(options), "create() returned null");
    }

    @Override
    void ask(Interview<SolutionProvider> into, Variant.Reading options) {
        into.add("system", SolutionProvider::system);
        into.add("shippedIn", SolutionProvider::shippedIn);
        super.ask(into, options);
    }

    /** A solution that overrides planFor() gives the plan of the policy it chooses all the same. */
    @Test
    final void plansAreThoseOfThePolicyChosen() {
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            for (WaitContext context : Waits.contexts()) {
                if (plan(variant, context).isPresent() && !agrees(variant, context)) {
                    problems.add(
                            "planFor() and the policy of policyFor() give different plans: leave planFor() as it is in"
                                    + " Solution, it asks the policy",
                            context + " with " + variant);
                }
            }
        }
        assertNone(problems);
    }

    private boolean agrees(Variant variant, WaitContext context) {
        try {
            OptionValues options = OptionValues.of(subject().options(), variant.texts());
            WaitPlan byPolicy = solution(subject(), options).policyFor(context).planFor(context);
            return Waits.Shape.of(byPolicy)
                    .equals(Waits.Shape.of(plan(variant, context).orElseThrow()));
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** On a healthy machine every CPU is stopped and saved, with costs and without. */
    @Test
    final void healthyStopIsComplete() {
        assumeUsable();
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            if (plan(variant, CRASH_STOP).isPresent()) {
                healthy(variant, "ideal", problems);
            }
        }
        if (plan(Variant.DEFAULTS, CRASH_STOP).isPresent()) {
            healthy(Variant.DEFAULTS, REAL_TIMING, problems);
        }
        assertNone(problems);
    }

    private void healthy(Variant variant, String timing, Problems problems) {
        StopOutcome outcome = run(variant, "healthy", timing);
        if (outcome.headline() != Headline.CAPTURED_ALL) {
            problems.add(
                    "on a healthy machine a crash stop with this solution comes to " + outcome.headline()
                            + ": it must not give up while messages are on their way",
                    "with " + variant + ", timing " + timing + ": " + String.join("; ", outcome.why()));
        }
    }

    /** It hangs exactly where it says that it may wait for ever. */
    @Test
    final void hangsOnlyWhereItWaitsForEver() {
        assumeUsable();
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            Optional<WaitPlan> plan = plan(variant, CRASH_STOP);
            if (plan.isEmpty()) {
                continue;
            }
            boolean hangs = run(variant, BUSY_FOR_EVER, "ideal").headline() == Headline.HUNG;
            if (hangs == plan.get().isBounded()) {
                problems.add(
                        "with the own APIC busy for ever the crash stop " + (hangs ? "hangs" : "does not hang")
                                + ", by its plan it must be the other way round",
                        "with " + variant);
            } else if (allCrashStopsAreBounded(variant)) {
                findHangs(variant, problems);
            }
        }
        assertNone(problems);
    }

    private boolean allCrashStopsAreBounded(Variant variant) {
        return Waits.contexts().stream()
                .filter(context -> context.purpose() == Purpose.CRASH_STOP)
                .allMatch(context ->
                        plan(variant, context).filter(WaitPlan::isBounded).isPresent());
    }

    private void findHangs(Variant variant, Problems problems) {
        for (String scenario : scenarios()) {
            try {
                if (run(variant, scenario, "ideal").headline() == Headline.HUNG) {
                    problems.add(
                            "every wait of its crash stop has a limit, and yet it hangs: look at the time-line",
                            "with " + variant + ", scenario " + scenario);
                }
            } catch (InvalidStopException e) {
                // A fault that this machine cannot have.
            }
        }
    }

    /** Every fault on the class path, and the RFC's example. */
    private List<String> scenarios() {
        List<String> scenarios = new ArrayList<>(List.of("nmi-lockup:cpus=1-7", "nmi-lockup:cpus=3,latch=full"));
        for (Plugin<FaultProvider> fault : host().all(ExtensionPoint.FAULT)) {
            scenarios.add(fault.extension().id());
        }
        return scenarios;
    }

    private StopOutcome run(Variant variant, String scenario, String timing) {
        return CrashStop.builder(host())
                .machine(MACHINE)
                .subArchitecture(OneByOne.nameFor(MACHINE).toString())
                .solution(subject().id() + variant.suffix())
                .scenario(scenario)
                .timing(timing)
                .build()
                .run();
    }
}
