package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.Machines.Entry;
import dev.kdumpstop.core.machine.Machines.Recorded;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the eight invariants at the end of apic-facts 6, over generated machines, programs and faults")
class InvariantsTest {
    private static final int RUNS = 1500;
    private static final int MAX_STEPS = 5000;

    /** Runs a random machine step by step; after each step, and before the first, the check sees the entries of that step. */
    private static void everyStep(Gen gen, BiConsumer<Rules, List<Entry>> check) {
        everyStep(RandomModels.random(gen).model(), check);
    }

    private static void everyStep(MachineModel model, BiConsumer<Rules, List<Entry>> check) {
        TimedRun run = new TimedRun(model);
        List<Entry> step = new ArrayList<>();
        run.begin(model, (timePs, kind, cpu, a, b) -> step.add(new Entry(timePs, kind, cpu, a, b)));
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            check.accept(run.rules(), step);
            step.clear();
            if (run.rules().state.global(ENDED) != 0 || run.nextDue() > RandomModels.HORIZON) {
                return;
            }
            run.fireNext();
        }
    }

    // --- 1

    @Test
    @DisplayName("1: BUSY=1 implies an unfinished message of this APIC, or a named fault; x2APIC never reports it")
    void busyImpliesAnUnfinishedMessage() {
        int[] seen = {0, 0, 0};
        Gen.check(
                RUNS,
                gen -> everyStep(gen, (rules, step) -> {
                    MachineState state = rules.state;
                    for (int cpu = 0; cpu < state.cpus(); cpu++) {
                        boolean busy = rules.apic.busy(cpu);
                        boolean fault = state.is(cpu, WEDGED) || rules.apic.isStatusStored(cpu);
                        int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
                        if (slot >= 0) {
                            assertThat(state.message(slot, STATUS))
                                    .as("unfinished")
                                    .isNotEqualTo(FREE);
                            assertThat(state.message(slot, SENDER))
                                    .as("of this APIC")
                                    .isEqualTo(cpu);
                        }
                        if (rules.apic.isX2apic(cpu)) {
                            assertThat(busy).isFalse();
                        } else if (!state.is(cpu, STATUS_UNSEEN)) {
                            assertThat(busy).isEqualTo(fault || slot >= 0);
                        } else {
                            assertThat(busy).as("not seen yet").isEqualTo(fault);
                        }
                        seen[busy ? (fault ? 1 : 0) : 2]++;
                    }
                }));
        if (Gen.runsAll()) {
            assertThat(seen)
                    .as("busy by message, by fault, idle")
                    .containsOnly(seen)
                    .doesNotContain(0);
        }
    }

    // --- 2

    @Test
    @DisplayName("2: fixed deliveries per vector and target <= sends")
    void fixedDeliveriesDoNotExceedSends() {
        int[] checked = {0};
        Gen.check(RUNS, gen -> {
            MachineModel model = RandomModels.random(gen).model();
            if (repeats(model)) {
                return;
            }
            Recorded run = Recorded.of(model);
            MachineState initial = model.initialState();
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                for (Entry entry : run.of(EventKind.INTERRUPT_ENTRY, cpu)) {
                    int vector = (int) entry.a();
                    long runs = run.of(EventKind.INTERRUPT_ENTRY, cpu).stream()
                            .filter(each -> each.a() == vector)
                            .count();
                    long sends = (initial.bit(cpu, IRR, vector) ? 1 : 0)
                            + sends(run, cpu, low -> (low >> 8 & 7) <= 1 && (low & 0xFF) == vector)
                            + selfIpis(run, cpu, vector)
                            + outside(model, run, cpu, change -> brings(change, vector));
                    assertThat(runs).as("vector %d on CPU %d", vector, cpu).isLessThanOrEqualTo(sends);
                    checked[0]++;
                }
            }
        });
        assertThat(checked[0] > 100 || !Gen.runsAll()).isTrue();
    }

    /** Whether messages are delivered more often than they are sent: that is what the fault partial-broadcast is about. */
    private static boolean repeats(MachineModel model) {
        MachineState initial = model.initialState();
        return IntStream.range(0, model.cpus).anyMatch(cpu -> initial.is(cpu, REPEATS_TO_ALL))
                || model.schedule().stream()
                        .map(ScheduledChange::change)
                        .anyMatch(PrimitiveChange.RepeatToAll.class::isInstance);
    }

    /** Commands of this kind that were sent, but for those by a shorthand that leaves this CPU out. */
    private static long sends(Recorded run, int cpu, LongPredicate kind) {
        return run.entries().stream()
                .filter(entry -> entry.kind() == EventKind.SENT && kind.test(entry.a()))
                .filter(entry -> switch ((int) entry.a() & Icr.ALL_EXCLUDING_SELF) {
                    case Icr.SELF -> entry.cpu() == cpu;
                    case Icr.ALL_EXCLUDING_SELF -> entry.cpu() != cpu;
                    default -> true;
                })
                .count();
    }

    private static long selfIpis(Recorded run, int cpu, int vector) {
        return run.of(EventKind.REGISTER_WRITE, cpu).stream()
                .filter(entry -> entry.a() == ApicRegister.SELF_IPI.offset() && (entry.b() & 0xFF) == vector)
                .count();
    }

    private static long outside(MachineModel model, Recorded run, int cpu, Predicate<PrimitiveChange> which) {
        return run.of(EventKind.OUTSIDE, cpu).stream()
                .map(entry -> model.schedule().get((int) entry.a()).change())
                .filter(which)
                .count();
    }

    private static boolean brings(PrimitiveChange change, int vector) {
        return change instanceof PrimitiveChange.AssertLine
                || (change instanceof PrimitiveChange.LeaveInterrupt left && left.vector() == vector)
                || (change instanceof PrimitiveChange.ReceiveMessage message
                        && message.mode() == DeliveryMode.FIXED
                        && message.vector() == vector);
    }

    @Test
    @DisplayName("2: never fewer than 1 if any was accepted and interrupts are on: at rest nothing is left pending")
    void acceptedVectorsAreDelivered() {
        int[] delivered = {0};
        Gen.check(RUNS, gen -> {
            Bench bench = walked(gen, new ArrayList<>());
            boolean[] pending = new boolean[bench.model.cpus];
            for (int cpu = 0; cpu < bench.model.cpus; cpu++) {
                pending[cpu] = bench.state.highest(cpu, IRR) >= 16;
            }
            int[] handlers = cured(bench);
            for (int cpu = 0; cpu < bench.model.cpus && !hasEnded(bench); cpu++) {
                if (isAlive(bench, cpu)) {
                    assertThat(bench.state.highest(cpu, IRR)).as("CPU %d", cpu).isLessThan(16);
                    assertThat(!pending[cpu] || handlers[cpu] > 0).isTrue();
                    delivered[0] += pending[cpu] ? 1 : 0;
                }
            }
        });
        assertThat(delivered[0] > 100 || !Gen.runsAll()).isTrue();
    }

    // --- 3

    @Test
    @DisplayName("3: NMI runs <= NMI sends")
    void nmiRunsDoNotExceedSends() {
        int[] checked = {0};
        Gen.check(RUNS, gen -> {
            MachineModel model = RandomModels.random(gen).model();
            if (repeats(model)) {
                return;
            }
            Recorded run = Recorded.of(model);
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                int runs = run.of(EventKind.NMI_ENTRY, cpu).size();
                long sends = (model.initialState().is(cpu, NMI_LATCHED) ? 1 : 0)
                        + sends(run, cpu, low -> (low >> 8 & 7) == DeliveryMode.NMI.code())
                        + outside(model, run, cpu, InvariantsTest::isNmi);
                assertThat((long) runs).as("CPU %d", cpu).isLessThanOrEqualTo(sends);
                checked[0] += runs;
            }
        });
        assertThat(checked[0] > 100 || !Gen.runsAll()).isTrue();
    }

    private static boolean isNmi(PrimitiveChange change) {
        return change instanceof PrimitiveChange.RaiseNmi
                || (change instanceof PrimitiveChange.ReceiveMessage message && message.mode() == DeliveryMode.NMI);
    }

    @Test
    @DisplayName("3: after quiescence latched = 0, and nothing is under way any more")
    void nothingStaysLatched() {
        int[] latched = {0};
        Gen.check(RUNS, gen -> {
            Bench bench = walked(gen, new ArrayList<>());
            for (int cpu = 0; cpu < bench.model.cpus; cpu++) {
                latched[0] += bench.is(cpu, NMI_LATCHED) ? 1 : 0;
            }
            cured(bench);
            for (int cpu = 0; cpu < bench.model.cpus && !hasEnded(bench); cpu++) {
                assertThat(bench.is(cpu, NMI_LATCHED) && isAlive(bench, cpu))
                        .as("CPU %d", cpu)
                        .isFalse();
            }
        });
        assertThat(latched[0] > 100 || !Gen.runsAll()).isTrue();
    }

    // --- a state without time: what random steps make of it, and how it comes to rest

    /** Up to 30 random steps: sends, arrivals, handlers, changes from outside. */
    private static Bench walked(Gen gen, List<String> steps) {
        InterconnectKind kind = gen.of(InterconnectKind.values());
        int cpus = gen.between(1, 5);
        ModelOptions options = options(gen);
        Bench bench = new Bench(Machines.model(kind, cpus, Machines.ideal()).options(options));
        gen.show(steps).add(cpus + " CPUs on " + kind + " " + options.texts());
        for (int left = gen.below(30); left > 0 && !hasEnded(bench); left--) {
            int cpu = gen.below(cpus);
            switch (gen.below(5)) {
                case 0 -> steps.add("handlers of " + cpu + ": " + bench.runHandlers(cpu));
                case 1, 2 -> {
                    int target = gen.below(cpus + 1);
                    int low = gen.of(0x400, 0x40, 0x55, 0x07, 0x940, 0xC0400, 0x40040, 0x200);
                    steps.add(cpu + " sends " + Integer.toHexString(low) + " to " + target);
                    bench.write(cpu, target, low);
                }
                case 3 -> {
                    RandomChanges changes = new RandomChanges(gen, kind, cpus, 1);
                    changes.add();
                    List<ScheduledChange> all = changes.toList();
                    steps.add(all.toString());
                    // A message that is repeated to those who have it never lets them rest.
                    all.stream()
                            .map(ScheduledChange::change)
                            .filter(change -> !(change instanceof PrimitiveChange.RepeatToAll))
                            .forEach(bench::change);
                }
                default -> {
                    steps.add("arrivals");
                    bench.arrive();
                }
            }
        }
        return bench;
    }

    private static ModelOptions options(Gen gen) {
        return new ModelOptions(
                gen.of(NmiAcceptance.values()),
                gen.of(ModelOptions.IcrWriteWhileBusy.values()),
                gen.of(ModelOptions.AbsentDestination.values()),
                gen.of(ModelOptions.DisabledFixed.values()),
                gen.of(ModelOptions.StartUpRetry.values()),
                ApicProfile.SDM,
                Picoseconds.SECOND);
    }

    private static boolean hasEnded(Bench bench) {
        return bench.state.global(ENDED) != 0;
    }

    /** A CPU that can take interrupts once everything that has an end has come to it. */
    private static boolean isAlive(Bench bench, int cpu) {
        return !bench.is(cpu, WAIT_FOR_SIPI | SHUT_DOWN | HANGING) && bench.rules.apic.isOn(cpu);
    }

    /** Every fault that has an end comes to it, everything arrives, all handlers run; handlers by CPU. */
    private static int[] cured(Bench bench) {
        int cpus = bench.model.cpus;
        int[] handlers = new int[cpus];
        for (int round = 0; round < 20; round++) {
            for (int cpu = 0; cpu < cpus && !hasEnded(bench); cpu++) {
                cures(cpu).forEach(bench::change);
                while (bench.state.highest(cpu, ISR) >= 0
                        && bench.rules.apic.isOn(cpu)
                        && bench.state.depth(cpu) == 1) {
                    bench.rules.apic.write(cpu, ApicRegister.EOI.offset(), 0);
                }
                bench.arrive();
                handlers[cpu] += bench.runHandlers(cpu);
            }
        }
        return handlers;
    }

    private static Stream<PrimitiveChange> cures(int cpu) {
        return Stream.of(
                new PrimitiveChange.UnwedgeSender(cpu),
                new PrimitiveChange.CompletePendingCommand(cpu),
                new PrimitiveChange.RestoreApic(cpu),
                new PrimitiveChange.CorruptMessages(cpu, 0),
                new PrimitiveChange.UnloadBus(cpu),
                new PrimitiveChange.Kick(cpu),
                new PrimitiveChange.Reschedule(cpu),
                new PrimitiveChange.LeaveVmxRoot(cpu),
                new PrimitiveChange.LeaveSmm(cpu),
                new PrimitiveChange.LeaveNmiHandler(cpu),
                new PrimitiveChange.EnableInterrupts(cpu),
                new PrimitiveChange.WriteRegister(cpu, ApicRegister.TPR, 0),
                new PrimitiveChange.WriteRegister(cpu, ApicRegister.SVR, 0x1FF));
    }

    // --- 4

    @Test
    @DisplayName("4: PPR >= TPR class and >= highest ISR class; nothing is dispensed at or below PPR")
    void nothingIsDispensedAtOrBelowPpr() {
        int[] dispensed = {0};
        Gen.check(
                RUNS,
                gen -> everyStep(gen, (rules, step) -> {
                    for (int cpu = 0; cpu < rules.state.cpus(); cpu++) {
                        int priority = rules.apic.processorPriority(cpu) >>> 4;
                        assertThat(priority)
                                .isGreaterThanOrEqualTo(rules.apic.value(cpu, ApicRegister.TPR.offset()) >>> 4)
                                .isGreaterThanOrEqualTo(Math.max(0, rules.state.highest(cpu, ISR)) >>> 4);
                        int vector = rules.target.vectorTaken(cpu);
                        assertThat(vector < 0 || vector >>> 4 > priority).isTrue();
                        for (int set : new int[] {IRR, ISR, TMR}) {
                            assertThat(rules.state.get(cpu, set) & 0xFFFF)
                                    .as("bits 0 to 15")
                                    .isZero();
                        }
                        dispensed[0] += vector < 0 ? 0 : 1;
                    }
                }));
        assertThat(dispensed[0] > 100 || !Gen.runsAll()).isTrue();
    }

    // --- 5

    @Test
    @DisplayName("5: ESR bits appear only after a write of ESR")
    void esrShowsOnlyWhatWasThereWhenItWasWritten() {
        int[] shown = {0, 0};
        Gen.check(RUNS, gen -> {
            MachineModel model = RandomModels.random(gen).model();
            Rules initial = new Rules(model, model.initialState());
            // What is written before the crash shows from the beginning.
            int[] before = IntStream.range(0, model.cpus)
                    .map(cpu -> initial.apic.value(cpu, ApicRegister.ESR.offset()))
                    .toArray();
            everyStep(model, (rules, step) -> {
                for (int cpu = 0; cpu < rules.state.cpus(); cpu++) {
                    int each = cpu;
                    int now = rules.apic.value(cpu, ApicRegister.ESR.offset());
                    boolean written = step.stream()
                            .anyMatch(entry -> entry.cpu() == each
                                    && entry.kind() == EventKind.REGISTER_WRITE
                                    && entry.a() == ApicRegister.ESR.offset());
                    assertThat((now & ~before[cpu]) == 0 || written)
                            .as("CPU %d shows %x, then %x", cpu, before[cpu], now)
                            .isTrue();
                    shown[0] += now == 0 ? 0 : 1;
                    shown[1] += rules.state.get(cpu, ESR_LATCH) == 0 ? 0 : 1;
                    before[cpu] = now;
                }
            });
        });
        if (Gen.runsAll()) {
            assertThat(shown).as("visible, latched").doesNotContain(0);
        }
    }

    // --- 6

    @Test
    @DisplayName("6: arbitration ids on the bus are always different, given different APIC ids")
    void arbitrationIdsAreDifferent() {
        int[] moved = {0};
        Gen.check(RUNS, gen -> {
            MachineModel model = RandomModels.onTheBus(gen, 9).model();
            // RESET loads one arbitration id and not the others: hardware resets all at once.
            if (model.schedule().stream()
                    .map(ScheduledChange::change)
                    .anyMatch(PrimitiveChange.Reset.class::isInstance)) {
                return;
            }
            everyStep(model, (rules, step) -> {
                Set<Long> arbitration = new HashSet<>();
                Set<Integer> ids = new HashSet<>();
                for (int cpu = 0; cpu < model.cpus; cpu++) {
                    long id = rules.state.get(cpu, ARBITRATION_ID);
                    assertThat(id).isBetween(0L, 15L);
                    arbitration.add(id);
                    ids.add(rules.apic.value(cpu, ApicRegister.ID.offset()));
                    moved[0] += id == cpu ? 0 : 1;
                }
                assertThat(arbitration.size() == model.cpus || ids.size() < model.cpus)
                        .as("%s", arbitration)
                        .isTrue();
            });
        });
        assertThat(moved[0] > 100 || !Gen.runsAll()).isTrue();
    }

    // --- 7

    @Test
    @DisplayName(
            "7: with bounded waits the crash path ends within sends x 100 ms + 1 s + work time, whatever faults are on")
    void boundedWaitsEnd() {
        int[] timeouts = {0};
        Gen.check(600, gen -> {
            InterconnectKind kind = gen.of(InterconnectKind.values());
            int cpus = gen.between(2, 8);
            RandomFaults faults = gen.show(new RandomFaults(gen, Machines.spec(kind, cpus)));
            for (int i = gen.between(1, 3); i > 0; i--) {
                faults.add();
            }
            RunResult result = Machines.run(stop(kind, cpus, options(gen), bounded(gen))
                    .changes(faults.toList())
                    .build());
            assertThat(result.end()).isEqualTo(RunEnd.ENDED);
            long work = Picoseconds.MILLISECOND;
            assertThat(result.timePs())
                    .isLessThanOrEqualTo((cpus - 1) * 100 * Picoseconds.MILLISECOND + Picoseconds.SECOND + work);
            timeouts[0] += (int) result.cpus().get(0).timeouts();
        });
        assertThat(timeouts[0] > 100 || !Gen.runsAll()).isTrue();
    }

    /** At most 100 ms, by polls or by time; whatever then. */
    private static Solution bounded(Gen gen) {
        PollSegment polls = PollSegment.polls(1000, 100 * Machines.US - 100 * Machines.NS);
        PollSegment time = new PollSegment(0, 0, 0, new Limit.Elapsed(gen.ofLong(99, 20, 1) * Picoseconds.MILLISECOND));
        return Machines.always(new WaitPlan.Segments(
                List.of(gen.of(polls, time)), gen.of(new OnTimeout.WriteAnyway(), new OnTimeout.SkipThisSend())));
    }

    /** One NMI to each other CPU, one second for the answers. */
    private static MachineModel.Builder stop(InterconnectKind kind, int cpus, ModelOptions options, Solution solution) {
        CpuScript path = CpuScript.builder("the crash path")
                .irqsOff()
                .installHandler(0)
                .program(Machines.nmis(kind, others(cpus)), Purpose.CRASH_STOP, 2, solution)
                .awaitAcknowledged(Picoseconds.MILLISECOND, 1000)
                .end(CpuScript.End.CAPTURE_KERNEL, "done")
                .build();
        return Machines.model(kind, cpus, Machines.simple())
                .options(new ModelOptions(
                        options.nmiAcceptance(),
                        options.icrWriteWhileBusy(),
                        options.absentDestination(),
                        options.disabledFixed(),
                        options.startUpRetry(),
                        options.apic(),
                        100 * Picoseconds.SECOND))
                .asked(CpuSet.range(1, cpus - 1))
                .onNmi(CpuScript.builder("stop")
                        .saveRegisters()
                        .acknowledge()
                        .halt()
                        .build())
                .subject(0, path);
    }

    private static int[] others(int cpus) {
        return IntStream.range(1, cpus).toArray();
    }

    // --- 8

    /** What keeps the ICR busy for ever (apic-facts 2.5), as a fault on the CPU with this number, and where it can happen. */
    private enum Cause {
        B1("fixed-slots-full:cpus=%d"),
        B2("dest-absent:cpus=%d"),
        B3("bus-checksum:messages=0"),
        B4("nmi-lockup:cpus=%d,latch=full"),
        B6("sender-wedged");

        private final String fault;

        Cause(String fault) {
            this.fault = fault;
        }

        InterconnectKind kind(Gen gen) {
            return switch (this) {
                case B1, B2, B3 -> InterconnectKind.APIC_BUS;
                case B4, B6 -> gen.of(InterconnectKind.APIC_BUS, InterconnectKind.FRONT_SIDE_BUS);
            };
        }

        List<ScheduledChange> changes(FaultContext context, int cpu) {
            return Faulty.schedule(String.format(Locale.ROOT, fault, cpu), context);
        }
    }

    @Test
    @DisplayName("8: with unbounded waits and any of B1-B4, B6 it never ends, and that is proved, not spun")
    void unboundedWaitsHang() {
        Set<Cause> seen = new HashSet<>();
        Gen.check(600, gen -> {
            Cause cause = gen.of(Cause.values());
            InterconnectKind kind = cause.kind(gen);
            int cpus = gen.between(3, 9);
            // The wait stands before a send, so whoever is stuck must not be the last.
            int stuck = gen.between(1, cpus - 2);
            int vector = cause == Cause.B1 ? 0xF8 : 2;
            gen.show(cause + " at CPU " + stuck + " of " + cpus + " on " + kind);
            CpuScript path = CpuScript.builder("the crash path")
                    .irqsOff()
                    .installHandler(0)
                    .program(
                            Machines.one(kind, vector == 2 ? IpiVector.NMI : new IpiVector(vector), others(cpus)),
                            Purpose.CRASH_STOP,
                            vector,
                            Machines.UNLIMITED)
                    .awaitAcknowledged(Picoseconds.MILLISECOND, 1000)
                    .end(CpuScript.End.CAPTURE_KERNEL, "done")
                    .build();
            NmiAcceptance acceptance = gen.of(NmiAcceptance.RETRY_WHEN_LATCH_FULL, NmiAcceptance.RETRY_WHILE_IN_NMI);
            FaultContext context = new FaultContext(Machines.spec(kind, cpus), CpuId.of(0));
            List<ScheduledChange> noise = new ArrayList<>();
            for (int i = gen.below(3); i > 0; i--) {
                noise.add(ScheduledChange.every(
                        0, Picoseconds.MILLISECOND, new PrimitiveChange.RaiseNmi(gen.below(cpus))));
            }
            MachineModel model = stop(kind, cpus, options(gen).with(acceptance), Machines.UNLIMITED)
                    .subject(0, path)
                    .changes(cause.changes(context, stuck))
                    .changes(noise)
                    .build();
            Recorded run = Recorded.of(model);
            assertThat(run.result().end()).isEqualTo(RunEnd.HUNG);
            assertThat(run.result().proof().orElseThrow().waiter()).isZero();
            assertThat(run.entries()).as("proved, not spun").hasSizeLessThan(2000);
            seen.add(cause);
        });
        assertThat(seen.size() == Cause.values().length || !Gen.runsAll()).isTrue();
    }
}
