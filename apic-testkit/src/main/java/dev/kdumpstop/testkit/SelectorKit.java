package dev.kdumpstop.testkit;

import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every selector is asked. It chooses among the sub-architectures on the test's class path and those of {@link #others}.
 *
 * <pre>{@code
 * class MySelectorTest extends SelectorKit {
 *     @Override
 *     protected SubArchitectureSelector plugin() {
 *         return new MySelector();
 *     }
 * }
 * }</pre>
 */
public abstract class SelectorKit extends MachineKit<SubArchitectureSelector> {
    private static final SubArchitectures NONE = new SubArchitectures(List.of());
    private static final int RUN = 12;

    /** For subclasses. */
    protected SelectorKit() {
        super(ExtensionPoint.SELECTOR);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SubArchitectureSelector plugin();

    private SubArchitectures installed() {
        return once("installed", () -> Host.of(List.of(), others()).subArchitectures());
    }

    /** The machines it says it is for. */
    private List<MachineSpec> applying() {
        return once(
                "applying",
                () -> TestMachines.ofAllReleases(machines()).stream()
                        .filter(this::applies)
                        .toList());
    }

    private boolean applies(MachineSpec machine) {
        try {
            return subject().appliesTo(machine);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    void ask(Interview<SubArchitectureSelector> into, Variant.Reading options) {
        for (MachineSpec machine : TestMachines.ofAllReleases(machines())) {
            into.add("appliesTo " + words(machine), plugin -> plugin.appliesTo(machine));
        }
        for (MachineSpec machine : applying()) {
            into.add("select among all; " + words(machine), plugin -> plugin.select(machine, installed()));
            into.add("select among none; " + words(machine), plugin -> plugin.select(machine, NONE));
        }
    }

    @Override
    String unanswered() {
        return "there is no answer. appliesTo() never throws; where it says true, select() returns a selection: without a choice"
                + " if the rule leads to nothing that is installed, with a trail that says so";
    }

    private Optional<Selection> select(MachineSpec machine, SubArchitectures among) {
        try {
            return Optional.ofNullable(subject().select(machine, among));
        } catch (RuntimeException e) {
            return Optional.empty(); // answersEveryQuestion has said it
        }
    }

    /** It is for some machine, and chooses something there. */
    @Test
    final void choosesOnSomeMachine() {
        if (applying().isEmpty()) {
            throw new AssertionError(
                    name() + " applies to none of the machines it was asked about: if its rule is for special"
                            + " ones, override machines() and name one");
        }
        boolean chooses = applying().stream()
                .anyMatch(machine ->
                        select(machine, installed()).flatMap(Selection::chosen).isPresent());
        if (!chooses) {
            throw new AssertionError(name() + " never chooses anything that is installed in this test, which has "
                    + installed().all().stream().map(SubArchitecture::name).toList()
                    + ": put the sub-architectures it chooses from on the test's class path, or name them in others()");
        }
    }

    /** What it chooses is installed; and the trail leads there, or says why to nothing. */
    @Test
    final void choosesWhatIsInstalledOrSaysWhyNot() {
        Problems problems = new Problems();
        for (MachineSpec machine : applying()) {
            Optional<Selection> among = select(machine, installed());
            Optional<Selection> none = select(machine, NONE);
            among.ifPresent(selection -> judge(selection, installed(), words(machine), problems));
            none.ifPresent(selection -> judge(selection, NONE, words(machine), problems));
            if (among.flatMap(Selection::chosen).isPresent()
                    && none.filter(selection -> selection.chosen().isEmpty()).isPresent()
                    && among.get().trail().equals(none.get().trail())) {
                problems.add(
                        "the trail is the same whether the choice is installed or not: say in it that it is not, as"
                                + " SelectionTrail.choose(name) does",
                        none.get().trail() + "; " + words(machine));
            }
        }
        assertNone(problems);
    }

    private static void judge(Selection selection, SubArchitectures installed, String where, Problems problems) {
        if (selection.trail().isEmpty() || selection.trail().stream().anyMatch(String::isBlank)) {
            problems.add(
                    "the trail is empty or has blank lines: write down every rule with its answer, as"
                            + " SelectionTrail.ask(rule, answer) does",
                    where);
        }
        selection.chosen().ifPresent(chosen -> {
            if (installed.find(chosen).isEmpty()) {
                problems.add(
                        "it chooses what is not installed: leave the choice empty then, and let the trail say so;"
                                + " SelectionTrail.choose(name) does both",
                        chosen + "; " + where);
            }
            if (selection.trail().stream().noneMatch(line -> line.contains(chosen.toString()))) {
                problems.add(
                        "the trail does not lead to the choice: let its last line name it, as SelectionTrail.choose(name)"
                                + " does",
                        chosen + ", " + selection.trail() + "; " + where);
            }
        });
    }

    /** The orchestrator follows it, and where it has no choice refuses with its trail. */
    @Test
    final void isFollowedByTheOrchestrator() {
        assumeUsable();
        Problems problems = new Problems();
        Installed host = host();
        for (MachineSpec machine : TestMachines.fewOf(applying(), RUN)) {
            select(machine, host.subArchitectures()).ifPresent(selection -> follow(host, machine, selection, problems));
        }
        assertNone(problems);
    }

    private void follow(Installed host, MachineSpec machine, Selection selection, Problems problems) {
        Optional<Compatibility> fits =
                selection.chosen().flatMap(host.subArchitectures()::find).map(chosen -> chosen.supports(machine));
        String expected = fits.map(Compatibility::toString).orElseGet(() -> String.join("; ", selection.trail()));
        try {
            CrashStop stop = CrashStop.builder(host)
                    .machine(machine)
                    .solution("baseline")
                    .procedure(MachineTestKit.PLAIN_STOP)
                    .crashingCpu(machine.maps().online().lowest())
                    .build();
            if (!selection.chosen().equals(Optional.of(stop.subArchitecture()))) {
                problems.add(
                        "asked by the orchestrator it chooses otherwise: give the same choice whenever asked",
                        selection.chosen() + ", then " + stop.subArchitecture() + "; " + words(machine));
            }
        } catch (InvalidStopException e) {
            boolean right = fits.isEmpty() || !fits.get().isSupported();
            if (!right || e.problems().stream().noneMatch(problem -> expected.contains(lastPart(problem)))) {
                problems.add(
                        "the orchestrator refuses for another reason than this plug-in gives: " + e.problems(),
                        words(machine));
            }
        }
    }

    /** What stands behind the orchestrator's own words. */
    private static String lastPart(String problem) {
        return problem.substring(problem.indexOf(": ") + 2);
    }
}
