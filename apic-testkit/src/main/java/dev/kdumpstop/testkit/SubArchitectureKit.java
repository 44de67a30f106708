package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 *
 * <p>Besides what {@linkplain dev.kdumpstop.testkit every plug-in} is asked:
 *
 * <ul>
 *   <li>{@code supportsMeansItWorks}: it supports some machine, and every question about such a one is answered
 *   <li>{@code declinesInWords}: what it declines the orchestrator refuses with its reason; another architecture, and
 *       releases that it says it is not of, it must decline
 *   <li>{@code setsUpApicsAsTheyCanBe}: DFR, LDR and SVR
 *   <li>{@code writesWordsThePartKnows}: the right registers for the mode, no combination that the manuals call invalid, no id out of
 *       range
 *   <li>{@code reachesEachTargetOnce}: all six forms of {@link dev.kdumpstop.api.delivery.Targets}, with empty masks, the sender and
 *       CPUs off line in them; the machine executes the words and finds out whom they reach
 *   <li>{@code leavesOutTheSender}: all but self is all but self
 *   <li>{@code stopsAllButThoseLost}: a crash stop by each of the kernels' entry points, in the orchestrator
 * </ul>
 */
public abstract class SubArchitectureKit extends SupportKit<SubArchitecture> {
    private static final int ASKED_EVERYTHING = 12;
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

    @Override
    final Compatibility supports(SubArchitecture plugin, MachineSpec machine) {
        return plugin.supports(machine);
    }

    @Override
    final ReleaseRange releases(SubArchitecture plugin) {
        return plugin.releases();
    }

    @Override
    final String mustDecline(MachineSpec machine) {
        Architecture own = subject().name().architecture();
        return machine.architecture() == own
                ? super.mustDecline(machine)
                : "its name says " + own.id() + ", but it supports a kernel of "
                        + machine.architecture().id() + ": Requirements.of(machine).architecture(…)";
    }

    @Override
    final CrashStopBuilder stop(Installed host, MachineSpec machine) {
        return CrashStop.builder(host)
                .machine(machine)
                .subArchitecture(subject().id())
                .solution("baseline")
                .procedure(MachineTestKit.PLAIN_STOP)
                .crashingCpu(machine.maps().online().lowest());
    }

    private Deliveries deliveries() {
        return once("deliveries", () -> new Deliveries(subject(), this::flaw, fewSupported(MOST)));
    }

    @Override
    void ask(Interview<SubArchitecture> into, Variant.Reading options) {
        into.add(() -> "name", SubArchitecture::name);
        askWhatIsSupported(into);
        for (MachineSpec machine : fewSupported(ASKED_EVERYTHING)) {
            into.add(() -> "kernelFeatures; " + words(machine), plugin -> plugin.kernelFeatures(machine));
            into.add(
                    () -> "facts; " + words(machine),
                    plugin -> plugin.facts(machine).rows());
            into.add(() -> "ownIdRead; " + words(machine), plugin -> plugin.ownIdRead(machine));
            for (CpuId cpu : Requests.senders(machine)) {
                into.add(() -> "ownNumber of " + cpu + "; " + words(machine), plugin -> plugin.ownNumber(machine, cpu));
                into.add(() -> "apicSetup of " + cpu + "; " + words(machine), plugin -> plugin.apicSetup(machine, cpu));
                for (IpiRequest request : Requests.of(machine, cpu)) {
                    into.add(
                            () -> Requests.words(request) + "; " + words(machine),
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
        assertSupportsSome();
        assertNone(deliveries().about(Deliveries.Matter.ANSWERS));
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
        for (MachineSpec machine : fewSupported(RUN)) {
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
        Optional<StopOutcome> run = runTwice(
                host -> stop(host, machine)
                        .procedure(procedure)
                        .crashingCpu(crashing.number())
                        .build(),
                where,
                problems);
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
}
