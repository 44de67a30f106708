package dev.kdumpstop.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 */
public abstract class StopProcedureKit extends MachineKit<StopProcedureProvider> {
    private static final int ASKED_EVERYTHING = 12;
    private static final int CREATED = 60;
    private static final int RUN = 16;

    /** For subclasses. */
    protected StopProcedureKit() {
        super(ExtensionPoint.STOP_PROCEDURE);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract StopProcedureProvider plugin();

    private List<MachineSpec> asked() {
        return once("asked", () -> {
            Set<MachineSpec> all = new LinkedHashSet<>(machines());
            all.addAll(TestMachines.around(subject().releases()));
            return List.copyOf(all);
        });
    }

    private List<MachineSpec> supported() {
        return once("supported", () -> asked().stream().filter(this::saysYes).toList());
    }

    private boolean saysYes(MachineSpec machine) {
        try {
            return subject().supports(machine).isSupported();
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    void ask(Interview<StopProcedureProvider> into, Variant.Reading options) {
        into.add("releases", StopProcedureProvider::releases);
        into.add("system", StopProcedureProvider::system);
        into.add("subArchitectures", StopProcedureProvider::subArchitectures);
        into.add("isOnRequest", StopProcedureProvider::isOnRequest);
        for (MachineSpec machine : asked()) {
            into.add("supports " + words(machine), plugin -> plugin.supports(machine));
        }
        for (MachineSpec machine : TestMachines.fewOf(supported(), ASKED_EVERYTHING)) {
            for (Variant variant : variants()) {
                into.addRefusable(
                        "create with " + variant + "; " + words(machine),
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
        if (supported().isEmpty()) {
            throw new AssertionError(name() + " supports none of the " + asked().size()
                    + " machines it was asked about; if it needs a special one, override machines() and name it. It said for"
                    + " example of " + words(asked().get(0)) + ": " + subject().supports(asked().get(0)));
        }
        if (!hasSubArchitectures()) {
            throw new AssertionError(name() + " runs on " + subject().subArchitectures()
                    + " only, and none of them is installed in this test: put their module on the test's class path (scope"
                    + " test), or name them in others()");
        }
        Problems problems = new Problems();
        interview().findUnanswered(0, answers(), "", problems);
        assumeTrue(problems.isEmpty(), "answersEveryQuestion has said it");
        List<MachineSpec> few = TestMachines.fewOf(supported(), CREATED);
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

    /** What it declines it declines for a reason, and the orchestrator refuses with that reason. */
    @Test
    final void declinesInWords() {
        assumeUsable();
        Problems problems = new Problems();
        Installed host = host();
        Set<Compatibility> said = new HashSet<>();
        boolean linux = subject().system().equals(StopProcedureProvider.LINUX);
        for (MachineSpec machine : asked()) {
            if (saysYes(machine)) {
                if (linux && !subject().releases().contains(machine.release())) {
                    problems.add(
                            "releases() says " + subject().releases()
                                    + ", but it supports a kernel outside of that: say no" + " to it",
                            words(machine));
                }
                continue;
            }
            reasons(machine).ifPresent(answer -> {
                if (answer.reasons().stream().anyMatch(reason -> !reason.strip().contains(" "))) {
                    problems.add(
                            "supports() declines without saying why: Compatibility.no(\"this kernel has no kdump\")",
                            answer.reasons() + "; " + words(machine));
                } else if (said.add(answer)) {
                    findWhetherRefused(machine, answer, host, problems);
                }
            });
        }
        assertNone(problems);
    }

    private Optional<Compatibility> reasons(MachineSpec machine) {
        try {
            return Optional.ofNullable(subject().supports(machine));
        } catch (RuntimeException e) {
            return Optional.empty(); // answersEveryQuestion has said it
        }
    }

    private void findWhetherRefused(MachineSpec machine, Compatibility answer, Installed host, Problems problems) {
        try {
            stop(host, machine, Variant.DEFAULTS, "healthy", "baseline").build();
            problems.add("supports() says no, but asked again by the orchestrator yes", words(machine));
        } catch (InvalidStopException e) {
            if (e.problems().stream().noneMatch(problem -> problem.endsWith(answer.toString()))) {
                problems.add(
                        "the reason does not come out of the orchestrator: give the same reasons whenever asked",
                        "'" + answer + "', then " + e.problems() + "; " + words(machine));
            }
        }
    }

    /** On a healthy machine it comes to its end, and if it stops CPUs it stops all that are on line. */
    @Test
    final void healthyRunIsComplete() {
        assumeUsable();
        assumeTrue(hasSubArchitectures(), "supportsMeansItWorks says what is missing");
        Problems problems = new Problems();
        for (MachineSpec machine : TestMachines.fewOf(supported(), RUN)) {
            for (Variant variant : variants()) {
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
        for (MachineSpec machine : TestMachines.fewOf(supported(), RUN)) {
            CpuSet others = machine.maps().online().without(crashing(machine));
            if (others.isEmpty()) {
                continue;
            }
            String stuck = "nmi-lockup:cpus=" + others.lowest();
            for (Variant variant : variants()) {
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
                () -> stop(host(), machine, variant, scenario, solution).build(),
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

    private CrashStopBuilder stop(
            Installed host, MachineSpec machine, Variant variant, String scenario, String solution) {
        CrashStopBuilder builder = CrashStop.builder(host)
                .machine(machine)
                .procedure(subject().id() + variant.suffix())
                .scenario(scenario)
                .solution(solution)
                .crashingCpu(crashing(machine));
        if (!variant.equals(Variant.DEFAULTS)) {
            builder.option("horizon", Waits.LONGEST_HORIZON); // who asks for a long wait gets one
        }
        return subject().subArchitectures().isEmpty()
                ? builder.subArchitecture(OneByOne.nameFor(machine).toString())
                : builder;
    }
}
