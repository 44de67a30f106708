package dev.kdumpstop.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What extensions are asked that say of a machine whether they support it: both ways, what yes means and what no means. */
abstract class SupportKit<T extends Extension> extends MachineKit<T> {
    /** No test needs more of them. */
    static final int MOST = 50;

    SupportKit(ExtensionPoint<T> point) {
        super(point);
    }

    /** Whether the plug-in can be on the machine. */
    abstract Compatibility supports(T plugin, MachineSpec machine);

    /** The kernels it says it is of. */
    abstract ReleaseRange releases(T plugin);

    /** A stop on this machine with this plug-in. */
    abstract CrashStopBuilder stop(Installed host, MachineSpec machine);

    /** What makes it decline a machine by what it says of itself; empty if nothing does. */
    String mustDecline(MachineSpec machine) {
        return releases(subject()).contains(machine.release())
                ? ""
                : "releases() says " + releases(subject())
                        + ", but it supports a kernel outside of that: say no to it, as"
                        + " Requirements.of(machine).release(releases(), …) does";
    }

    final List<MachineSpec> asked() {
        return once("asked", () -> {
            Set<MachineSpec> all = new LinkedHashSet<>(machines());
            all.addAll(TestMachines.around(releases(subject())));
            return List.copyOf(all);
        });
    }

    final List<MachineSpec> supported() {
        return once(
                "supported",
                () -> asked().stream()
                        .filter(machine -> answer(machine)
                                .filter(Compatibility::isSupported)
                                .isPresent())
                        .toList());
    }

    /** At most so many of those supported, as different as can be. */
    final List<MachineSpec> fewSupported(int count) {
        List<MachineSpec> few = once("few supported", () -> TestMachines.fewOf(supported(), MOST));
        return few.subList(0, Math.min(count, few.size()));
    }

    /** Empty if there is no answer, which another test reports. */
    private Optional<Compatibility> answer(MachineSpec machine) {
        try {
            return Optional.ofNullable(supports(subject(), machine));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    final void askWhatIsSupported(Interview<T> into) {
        into.add(() -> "releases", this::releases);
        for (MachineSpec machine : asked()) {
            into.add(() -> "supports " + words(machine), plugin -> supports(plugin, machine));
        }
    }

    /** @throws AssertionError if it supports nothing */
    final void assertSupportsSome() {
        Problems unanswered = new Problems();
        interview().findUnanswered(0, answers(), "", unanswered);
        assumeTrue(unanswered.isEmpty(), "answersEveryQuestion has said it");
        if (supported().isEmpty()) {
            MachineSpec first = asked().get(0);
            throw new AssertionError(name() + " supports none of the " + asked().size()
                    + " machines it was asked about. If it needs special firmware, ids or boot options, override machines()"
                    + " and name one that it supports. It said for example of " + words(first) + ": "
                    + supports(subject(), first));
        }
    }

    /** What it declines it declines for a reason, and the orchestrator refuses with that reason. */
    @Test
    final void declinesInWords() {
        assumeUsable();
        Problems problems = new Problems();
        Installed host = host();
        Set<Compatibility> said = new HashSet<>();
        for (MachineSpec machine : asked()) {
            answer(machine).ifPresent(answer -> {
                if (answer.isSupported()) {
                    mustHaveDeclined(machine, problems);
                } else if (answer.reasons().stream()
                        .anyMatch(reason -> !reason.strip().contains(" "))) {
                    problems.add(
                            "supports() declines without saying why: Compatibility.no(\"it has 64 sockets at most\")",
                            answer.reasons() + "; " + words(machine));
                } else if (said.add(answer)) {
                    mustBeRefused(machine, answer, host, problems);
                }
            });
        }
        assertNone(problems);
    }

    private void mustHaveDeclined(MachineSpec machine, Problems problems) {
        String why = mustDecline(machine);
        if (!why.isEmpty()) {
            problems.add(why, words(machine));
        }
    }

    private void mustBeRefused(MachineSpec machine, Compatibility answer, Installed host, Problems problems) {
        try {
            stop(host, machine).build();
            problems.add("supports() says no, but asked again by the orchestrator yes", words(machine));
        } catch (InvalidStopException e) {
            for (String reason : answer.reasons()) {
                if (e.problems().stream().noneMatch(problem -> problem.contains(reason))) {
                    problems.add(
                            "the reason does not come out of the orchestrator: give the same reasons whenever asked",
                            "'" + reason + "', then " + e.problems() + "; " + words(machine));
                }
            }
        }
    }
}
