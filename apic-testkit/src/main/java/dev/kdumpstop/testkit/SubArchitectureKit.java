package dev.kdumpstop.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every sub-architecture is asked.
 *
 * <pre>{@code
 * class PairsTest extends SubArchitectureKit {
 *     @Override
 *     protected SubArchitecture plugin() {
 *         return new Pairs();
 *     }
 * }
 * }</pre>
 */
public abstract class SubArchitectureKit extends MachineKit<SubArchitecture> {
    private static final int ASKED_EVERYTHING = 12;
    private static final int JUDGED = 50;
    private static final int RUN = 16;

    /** For subclasses. */
    protected SubArchitectureKit() {
        super(ExtensionPoint.SUB_ARCHITECTURE);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SubArchitecture plugin();

    /**
     * What the kernel itself does wrong with a request, so that its words reach a CPU twice, or one that nobody asked for; empty
     * unless overridden. A plug-in shows such a flaw as it is. The kit then demands that it shows.
     *
     * @param program what the plug-in says the kernel writes
     */
    protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
        return Optional.empty();
    }

    /**
     * The flaw that several kernels have: destination FFH, which is everybody, the sender too (SDM 10.6.2.1, 10.6.2.2), is
     * written where not everybody is meant.
     */
    protected static Optional<String> everybody(MachineSpec machine, IcrProgram program) {
        SendWrite broadcast = new SendWrite.IcrHigh(0xFF00_0000);
        boolean written = program.sends().stream()
                .anyMatch(send -> send.writes().contains(broadcast)
                        && !send.intended().equals(machine.maps().present()));
        return written ? Optional.of("destination FFH is everybody") : Optional.empty();
    }

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

    private Deliveries deliveries() {
        return once("deliveries", () -> new Deliveries(subject(), this::flaw, TestMachines.fewOf(supported(), JUDGED)));
    }

    @Override
    void ask(Interview<SubArchitecture> into, Variant.Reading options) {
        into.add("name", SubArchitecture::name);
        into.add("releases", SubArchitecture::releases);
        for (MachineSpec machine : asked()) {
            into.add("supports " + words(machine), plugin -> plugin.supports(machine));
        }
        for (MachineSpec machine : TestMachines.fewOf(supported(), ASKED_EVERYTHING)) {
            String on = "; " + words(machine);
            into.add("kernelFeatures" + on, plugin -> plugin.kernelFeatures(machine));
            into.add("facts" + on, plugin -> plugin.facts(machine).rows());
            into.add("ownIdRead" + on, plugin -> plugin.ownIdRead(machine));
            for (CpuId cpu : Requests.senders(machine)) {
                into.add("ownNumber of " + cpu + on, plugin -> plugin.ownNumber(machine, cpu));
                into.add("apicSetup of " + cpu + on, plugin -> plugin.apicSetup(machine, cpu));
                for (IpiRequest request : Requests.of(machine, cpu)) {
                    into.add(
                            Requests.words(request) + on,
                            (plugin, made) -> made.get(machine, IpiDelivery.class, () -> plugin.ipiDelivery(machine))
                                    .planFor(request));
                }
            }
        }
    }

    @Override
    String unanswered() {
        return "there is no answer. supports() never throws; where it says yes every question is answered by a value, not by"
                + " null; where it says no, it gives the reason";
    }

    /** Says yes to some machine, and to each of them every question is answered. */
    @Test
    final void supportsMeansItWorks() {
        if (supported().isEmpty()) {
            throw new AssertionError(name() + " supports none of the " + asked().size()
                    + " machines it was asked about. If it needs special firmware, ids or boot options, override machines() and"
                    + " name one that it supports. It said for example of "
                    + words(asked().get(0)) + ": " + subject().supports(asked().get(0)));
        }
        Problems problems = new Problems();
        interview().findUnanswered(0, answers(), "", problems);
        assumeTrue(problems.isEmpty(), "answersEveryQuestion has said it");
        assertNone(deliveries().about(Deliveries.Matter.ANSWERS));
    }

    /** What it declines it declines for a reason, and the orchestrator refuses with that reason. */
    @Test
    final void declinesInWords() {
        assumeUsable();
        Problems problems = new Problems();
        Installed host = host();
        Set<Compatibility> said = new HashSet<>();
        for (MachineSpec machine : asked()) {
            answer(machine).ifPresent(answer -> judge(machine, answer, said.add(answer), host, problems));
        }
        assertNone(problems);
    }

    private Optional<Compatibility> answer(MachineSpec machine) {
        try {
            return Optional.ofNullable(subject().supports(machine));
        } catch (RuntimeException e) {
            return Optional.empty(); // answersEveryQuestion has said it
        }
    }

    private void judge(MachineSpec machine, Compatibility answer, boolean isNew, Installed host, Problems problems) {
        if (answer.isSupported()) {
            String must = whyItMustDecline(machine);
            if (!must.isEmpty()) {
                problems.add(must, words(machine));
            }
        } else if (answer.reasons().stream().anyMatch(reason -> !reason.strip().contains(" "))) {
            problems.add(
                    "supports() declines without saying why: Compatibility.no(\"it has 64 sockets at most\")",
                    answer.reasons() + "; " + words(machine));
        } else if (isNew) {
            findWhetherRefused(machine, answer, host, problems);
        }
    }

    private String whyItMustDecline(MachineSpec machine) {
        if (machine.architecture() != subject().name().architecture()) {
            return "its name says " + subject().name().architecture().id() + ", but it supports a kernel of "
                    + machine.architecture().id() + ": Requirements.of(machine).architecture(…)";
        }
        return subject().releases().contains(machine.release())
                ? ""
                : "releases() says " + subject().releases() + ", but it supports a kernel outside of that: "
                        + "Requirements.of(machine).release(releases(), …)";
    }

    private void findWhetherRefused(MachineSpec machine, Compatibility answer, Installed host, Problems problems) {
        try {
            stop(
                    host,
                    machine,
                    MachineTestKit.PLAIN_STOP,
                    machine.maps().online().lowest());
            problems.add("supports() says no, but asked again by the orchestrator yes", words(machine));
        } catch (InvalidStopException e) {
            for (String reason : answer.reasons()) {
                if (e.problems().stream().noneMatch(problem -> problem.endsWith(reason))) {
                    problems.add(
                            "the reason '" + reason + "' does not come out of the orchestrator, which says "
                                    + e.problems() + ": give the same reasons whenever asked",
                            words(machine));
                }
            }
        }
    }

    /** DFR, LDR and SVR hold what such registers can hold. */
    @Test
    final void setsUpApicsAsTheyCanBe() {
        assertNone(deliveries().about(Deliveries.Matter.SETUP));
    }

    /** Every word exists on the part and in the mode, and is valid there. */
    @Test
    final void writesWordsThePartKnows() {
        assertNone(deliveries().about(Deliveries.Matter.WORDS));
    }

    /** Every CPU asked for is reached once, or declared lost; nobody else is. */
    @Test
    final void reachesEachTargetOnce() {
        assertNone(deliveries().about(Deliveries.Matter.REACH));
    }

    /** All but self is all but self. */
    @Test
    final void leavesOutTheSender() {
        assertNone(deliveries().about(Deliveries.Matter.SENDER));
    }

    /** A crash stop on a healthy machine, run by the orchestrator, stops all CPUs but those that are declared lost. */
    @Test
    final void stopsAllButThoseLost() {
        assumeUsable();
        Problems problems = new Problems();
        for (MachineSpec machine : TestMachines.fewOf(supported(), RUN)) {
            if (deliveries().isSound(machine)) {
                for (CpuId crashing : Requests.senders(machine)) {
                    // One that takes itself for another stops itself: right, and no rule says what comes of it.
                    if (!subject().ownNumber(machine, crashing).equals(crashing)) {
                        continue;
                    }
                    for (TargetRule rule : TargetRule.values()) {
                        findWhetherStops(machine, PlainStop.by(rule), crashing, problems);
                    }
                }
            }
        }
        assertNone(problems);
    }

    private void findWhetherStops(MachineSpec machine, String procedure, CpuId crashing, Problems problems) {
        String where = procedure + " of " + crashing + ", " + words(machine);
        Optional<StopOutcome> run =
                runTwice(() -> stop(host(), machine, procedure, crashing.number()), where, problems);
        run.ifPresent(outcome -> judge(outcome, machine, crashing, where, problems));
    }

    private void judge(StopOutcome outcome, MachineSpec machine, CpuId crashing, String where, Problems problems) {
        if (outcome.headline() == Headline.CRASH_PATH_FAILED && lacksRoutine(machine, crashing)) {
            return; // it said so
        }
        CpuSet others = machine.maps().online().without(crashing.number());
        CpuSet expected = subject().kernelFeatures(machine).localApic() ? others.minus(outcome.lost()) : CpuSet.empty();
        boolean all = expected.equals(others);
        Headline headline = all ? Headline.CAPTURED_ALL : Headline.CAPTURED_PARTIAL;
        if (outcome.headline() != headline || !outcome.stopped().equals(expected)) {
            problems.add(
                    "the crash stop of a healthy machine comes to " + outcome.headline()
                            + " and stops others than the plug-in declares: all on line but those in lost(), nobody without a"
                            + " local APIC",
                    "stopped '" + outcome.stopped() + "', declared '" + expected + "': "
                            + String.join("; ", outcome.why()) + "; " + where);
        }
    }

    private boolean lacksRoutine(MachineSpec machine, CpuId crashing) {
        IpiDelivery delivery = subject().ipiDelivery(machine);
        CpuSet online = machine.maps().online();
        List<Targets> used = new ArrayList<>(List.of(
                new Targets.Mask(online.without(crashing.number())),
                new Targets.MaskAllButSelf(online),
                new Targets.AllButSelf()));
        for (CpuId cpu : online) {
            used.add(new Targets.One(cpu));
        }
        return used.stream()
                .anyMatch(targets -> delivery.planFor(new IpiRequest(crashing, targets, IpiVector.NMI, machine.maps()))
                        instanceof NoSuchRoutine);
    }

    private CrashStop stop(Installed host, MachineSpec machine, String procedure, int crashing) {
        CrashStopBuilder builder = CrashStop.builder(host)
                .machine(machine)
                .subArchitecture(subject().id())
                .solution("baseline")
                .procedure(procedure)
                .crashingCpu(crashing);
        return builder.build();
    }
}
