package dev.kdumpstop.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every stop procedure is asked. It runs on the kit's own sub-architecture; one that names sub-architectures needs them
 * on the test's class path.
 *
 * <pre>{@code
 * class MyStopTest extends StopProcedureKit {
 *     @Override
 *     protected StopProcedureProvider plugin() {
 *         return new MyStop();
 *     }
 * }
 * }</pre>
 *
 * <p>Besides what {@linkplain dev.kdumpstop.testkit every plug-in} is asked:
 *
 * <ul>
 *   <li>{@code supportsMeansItWorks}: it supports some machine; its defaults, and each option by itself, make sense on one
 *   <li>{@code declinesInWords}: what it declines the orchestrator refuses with its reason; releases that it says it is not of it
 *       must decline
 *   <li>{@code healthyRunIsComplete}: it ends, and if it stops CPUs it stops all on line
 *   <li>{@code endsWithStuckCpu}: with a CPU locked up it ends if every wait has a limit, and else ends or is proved to hang
 * </ul>
 */
public abstract class StopProcedureKit extends SupportKit<StopProcedureProvider> {
    private static final int ASKED_EVERYTHING = 12;
    private static final int RUN = 16;
    private static final int LARGE = 64;

    /** For subclasses. */
    protected StopProcedureKit() {
        super(ExtensionPoint.STOP_PROCEDURE);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract StopProcedureProvider plugin();

    @Override
    final Compatibility supports(StopProcedureProvider plugin, MachineSpec machine) {
        return plugin.supports(machine);
    }

    @Override
    final ReleaseRange releases(StopProcedureProvider plugin) {
        return plugin.releases();
    }

    /** Those of other systems run on machines of any Linux release. */
    @Override
    final String mustDecline(MachineSpec machine) {
        return subject().system().equals(StopProcedureProvider.LINUX) ? super.mustDecline(machine) : "";
    }

    @Override
    final CrashStopBuilder stop(Installed host, MachineSpec machine) {
        CrashStopBuilder builder = CrashStop.builder(host)
                .machine(machine)
                .procedure(subject().id())
                .solution("baseline")
                .crashingCpu(crashing(machine));
        return subject().subArchitectures().isEmpty()
                ? builder.subArchitecture(OneByOne.nameFor(machine).toString())
                : builder;
    }

    @Override
    void ask(Interview<StopProcedureProvider> into, Variant.Reading options) {
        into.add(() -> "system", StopProcedureProvider::system);
        into.add(() -> "subArchitectures", StopProcedureProvider::subArchitectures);
        into.add(() -> "isOnRequest", StopProcedureProvider::isOnRequest);
        askWhatIsSupported(into);
        for (MachineSpec machine : fewSupported(ASKED_EVERYTHING)) {
            for (Variant variant : variants()) {
                into.addRefusable(
                        () -> "create with " + variant + "; " + words(machine),
                        (plugin, made) -> plugin.create(machine, options.of(plugin, variant)));
            }
        }
    }

    @Override
    String unanswered() {
        return "there is no answer. supports() never throws; where it says yes, create() returns a procedure that ends, or throws"
                + " an IllegalArgumentException that says why these options make no sense there";
    }

    private Optional<StopProcedure> create(MachineSpec machine, Variant variant) {
        try {
            return Optional.ofNullable(
                    subject().create(machine, OptionValues.of(subject().options(), variant.texts())));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Says yes to some machine; its defaults, and every option by itself, make sense on one of them. */
    @Test
    final void supportsMeansItWorks() {
        assertSupportsSome();
        if (!hasSubArchitectures()) {
            throw new AssertionError(name() + " runs on " + subject().subArchitectures()
                    + " only, and none of them is installed in this test: put their module on the test's class path (scope"
                    + " test), or name them in others()");
        }
        Problems problems = new Problems();
        List<MachineSpec> few = fewSupported(MOST);
        for (Variant variant : variants()) {
            if (few.stream().noneMatch(machine -> create(machine, variant).isPresent())) {
                problems.add(
                        "it is refused on every machine that is supported: defaults, and each option by itself, must make"
                                + " sense on some machine; if it needs a special one, override machines()",
                        "with " + variant);
            }
        }
        few.forEach(machine -> create(machine, Variant.DEFAULTS)
                .filter(procedure -> !procedure.name().equals(subject().id()))
                .ifPresent(procedure -> problems.add(
                        "the procedure is named '" + procedure.name() + "', its provider '"
                                + subject().id() + "': give both the same name, new StopProcedure(id(), …)",
                        words(machine))));
        assertNone(problems);
    }

    /** On a healthy machine it comes to its end, and if it stops CPUs it stops all that are on line. */
    @Test
    final void healthyRunIsComplete() {
        assumeUsable();
        assumeTrue(hasSubArchitectures(), "supportsMeansItWorks says what is missing");
        Problems problems = new Problems();
        for (MachineSpec machine : fewSupported(RUN)) {
            for (Variant variant : variantsFor(machine)) {
                run(machine, variant, "healthy", "baseline", problems)
                        .ifPresent(outcome -> healthy(outcome, machine, variant, problems));
            }
        }
        assertNone(problems);
    }

    private void healthy(StopOutcome outcome, MachineSpec machine, Variant variant, Problems problems) {
        CpuSet others = machine.maps().online().without(crashing(machine));
        boolean stops =
                create(machine, variant).filter(StopProcedure::stopsOthers).isPresent();
        if (!outcome.headline().isFinished() || (stops && !outcome.stopped().equals(others))) {
            problems.add(
                    "on a healthy machine it comes to " + outcome.headline()
                            + (stops ? ", and not every CPU is stopped" : "")
                            + ": install the handler before sending, let it end by halting, and wait until all have answered",
                    "stopped '" + outcome.stopped() + "' of '" + others + "', " + String.join("; ", outcome.why())
                            + "; with " + variant + ", " + words(machine));
        }
    }

    /** With a CPU locked up in an NMI handler it ends if waits have a limit; without one it ends, or is proved to hang. */
    @Test
    final void endsWithStuckCpu() {
        assumeUsable();
        assumeTrue(hasSubArchitectures(), "supportsMeansItWorks says what is missing");
        Problems problems = new Problems();
        for (MachineSpec machine : fewSupported(RUN)) {
            CpuSet others = machine.maps().online().without(crashing(machine));
            if (others.isEmpty()) {
                continue;
            }
            String stuck = "nmi-lockup:cpus=" + others.lowest();
            for (Variant variant : variantsFor(machine)) {
                String where = "with " + variant + ", " + words(machine);
                run(machine, variant, stuck, "A", problems)
                        .filter(outcome -> !outcome.headline().isFinished())
                        .ifPresent(outcome -> problems.add(
                                "with one CPU stuck and a limit on every wait it does not end: wait for answers for a limited time",
                                outcome.headline() + ", " + String.join("; ", outcome.why()) + "; " + where));
                run(machine, variant, stuck, "baseline", problems)
                        .filter(outcome -> outcome.headline() == Headline.UNDECIDED)
                        .ifPresent(outcome -> problems.add(
                                "with one CPU stuck it neither ends nor hangs within the horizon: wait for answers for a limited"
                                        + " time",
                                where));
            }
        }
        assertNone(problems);
    }

    /** On large machines, which take long, the defaults alone. */
    private List<Variant> variantsFor(MachineSpec machine) {
        return machine.cpuCount() > LARGE ? List.of(Variant.DEFAULTS) : variants();
    }

    private static int crashing(MachineSpec machine) {
        return machine.maps().online().lowest();
    }

    /** Empty where the options make no sense, or no sub-architecture of the procedure fits the machine. */
    private Optional<StopOutcome> run(
            MachineSpec machine, Variant variant, String scenario, String solution, Problems problems) {
        if (create(machine, variant).isEmpty() || !hasSubArchitectureFor(machine)) {
            return Optional.empty();
        }
        return runTwice(
                host -> {
                    CrashStopBuilder stop = stop(host, machine)
                            .procedure(subject().id() + variant.suffix())
                            .scenario(scenario)
                            .solution(solution);
                    if (!variant.equals(Variant.DEFAULTS)) {
                        stop.option("horizon", Waits.LONGEST_HORIZON); // who asks for a long wait gets one
                    }
                    return stop.build();
                },
                "with " + variant + ", " + scenario + ", " + words(machine),
                problems);
    }

    private boolean hasSubArchitectureFor(MachineSpec machine) {
        List<SubArchitectureName> names = subject().subArchitectures();
        return names.isEmpty()
                || names.stream()
                        .flatMap(name -> host().subArchitectures().find(name).stream())
                        .anyMatch(found -> found.supports(machine).isSupported());
    }

    /** A procedure that names sub-architectures can only be run where one of them is installed. */
    private boolean hasSubArchitectures() {
        List<SubArchitectureName> names = subject().subArchitectures();
        return names.isEmpty()
                || names.stream()
                        .anyMatch(name -> host().subArchitectures().find(name).isPresent());
    }
}
