package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.Machines.Entry;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the invariants at the end of apic-facts 6; 6 is in BusTest, 8 in HangAnalysisTest")
class InvariantsTest {
    @Test
    @DisplayName(
            "1, 4, 5 after every step of random walks: BUSY has a command or a fault; nothing at or below PPR; ESR shows when written")
    void afterEveryStep() {
        int[] busy = {0};
        int[] offered = {0};
        int[] latched = {0};
        Gen.check(1500, gen -> {
            InterconnectKind kind = gen.of(InterconnectKind.values());
            int cpus = gen.between(1, 6);
            ModelOptions options = new ModelOptions(
                    gen.of(ModelOptions.NmiAcceptance.values()),
                    gen.of(ModelOptions.IcrWriteWhileBusy.values()),
                    gen.of(ModelOptions.AbsentDestination.values()),
                    gen.of(ModelOptions.DisabledFixed.values()),
                    gen.of(ModelOptions.StartUpRetry.values()),
                    ApicProfile.SDM,
                    Picoseconds.SECOND);
            Bench bench = new Bench(Machines.model(kind, cpus, Machines.ideal()).options(options));
            List<String> steps = gen.show(new ArrayList<>());
            steps.add(cpus + " CPUs on " + kind + " " + options.texts());
            for (int step = 0; step < 40 && bench.state.global(ENDED) == 0; step++) {
                int cpu = gen.below(cpus);
                walk(gen, bench, cpu, steps);
                for (int each = 0; each < cpus; each++) {
                    check(bench, each);
                    busy[0] += bench.busy(each) ? 1 : 0;
                    offered[0] += bench.rules.target.vectorTaken(each) >= 0 ? 1 : 0;
                    latched[0] += bench.state.get(each, ESR_LATCH) != 0 ? 1 : 0;
                }
                for (int slot = 0; slot < bench.state.slots(); slot++) {
                    boolean last = slot == bench.state.slots() - 1;
                    assertThat(bench.state.message(slot, STATUS) != FREE || !last)
                            .isTrue();
                }
            }
        });
        if (Long.getLong("seed") == null) {
            assertThat(List.of(busy[0], offered[0], latched[0])).allMatch(count -> count > 1000);
        }
    }

    private static void walk(Gen gen, Bench bench, int cpu, List<String> steps) {
        switch (gen.below(8)) {
            case 0, 1, 2 -> {
                int target = gen.below(bench.model.cpus + 1);
                int low = gen.of(0x400, 0x40, 0x55, 0x07, 0x940, 0xC0400, 0x40040, 0x302);
                steps.add(cpu + " sends " + Integer.toHexString(low) + " to " + target);
                bench.write(cpu, target, low);
            }
            case 3 -> {
                steps.add("arrivals");
                bench.arrive();
            }
            case 4 -> {
                steps.add("handlers of " + cpu);
                bench.runHandlers(cpu);
            }
            case 5 -> {
                int tpr = gen.below(256);
                steps.add("TPR of " + cpu + " = " + tpr);
                bench.register(cpu, ApicRegister.TPR, tpr);
            }
            default -> {
                PrimitiveChange change = gen.of(
                        new PrimitiveChange.EnterNmiHandler(cpu),
                        new PrimitiveChange.LeaveNmiHandler(cpu),
                        new PrimitiveChange.RaiseNmi(cpu),
                        new PrimitiveChange.WedgeSender(cpu),
                        new PrimitiveChange.UnwedgeSender(cpu),
                        new PrimitiveChange.LeaveCommandPending(cpu),
                        new PrimitiveChange.CompletePendingCommand(cpu),
                        new PrimitiveChange.RemoveApic(cpu),
                        new PrimitiveChange.RestoreApic(cpu),
                        new PrimitiveChange.DisableInterrupts(cpu),
                        new PrimitiveChange.EnableInterrupts(cpu),
                        new PrimitiveChange.EnterSmm(cpu),
                        new PrimitiveChange.LeaveSmm(cpu),
                        new PrimitiveChange.Shutdown(cpu),
                        new PrimitiveChange.CorruptMessages(cpu, gen.below(3)),
                        new PrimitiveChange.LoadBus(cpu, gen.of(BusMessage.values()), gen.below(2)),
                        new PrimitiveChange.UnloadBus(cpu));
                steps.add(change.toString());
                bench.change(change);
            }
        }
    }

    private static void check(Bench bench, int cpu) {
        MachineState state = bench.state;
        int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
        assertThat(bench.busy(cpu)).isEqualTo(!bench.model.x2apic && (slot >= 0 || state.is(cpu, WEDGED)));
        if (slot >= 0) {
            assertThat(state.message(slot, STATUS))
                    .as("invariant 1: unfinished")
                    .isNotEqualTo(FREE);
            assertThat(state.message(slot, SENDER))
                    .as("invariant 1: of this APIC")
                    .isEqualTo(cpu);
        }
        assertThat(state.is(cpu, COMMAND_QUEUED)).isEqualTo(state.get(cpu, QUEUED_ICR) != 0);
        int priority = bench.rules.apic.processorPriority(cpu);
        assertThat(priority >>> 4)
                .as("invariant 4: PPR")
                .isGreaterThanOrEqualTo(bench.register(cpu, ApicRegister.TPR) >>> 4)
                .isGreaterThanOrEqualTo(Math.max(0, state.highest(cpu, ISR)) >>> 4);
        int vector = bench.rules.target.vectorTaken(cpu);
        assertThat(vector < 0 || vector >>> 4 > priority >>> 4)
                .as("invariant 4: dispensed")
                .isTrue();
        assertThat(bench.register(cpu, ApicRegister.ESR))
                .as("invariant 5: nobody wrote ESR")
                .isZero();
        for (int set : new int[] {IRR, ISR, TMR}) {
            assertThat(state.get(cpu, set) & 0xFFFF)
                    .as("bits 0 to 15 are never set")
                    .isZero();
        }
    }

    @Test
    @DisplayName(
            "2, 3 in random runs: no handler runs more often than it was sent or raised, and each CPU takes what it accepted")
    void countsOfHandlers() {
        int[] checked = {0};
        Gen.check(1500, gen -> {
            MachineModel model = RandomModels.random(gen).model();
            Recorded run = Recorded.of(model);
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                int each = cpu;
                long raised = run.entries().stream()
                        .filter(entry -> entry.kind() == EventKind.OUTSIDE && entry.cpu() == each)
                        .filter(entry ->
                                model.schedule().get((int) entry.a()).change() instanceof PrimitiveChange.RaiseNmi)
                        .count();
                long accepted = run.of(EventKind.ACCEPTED, cpu).stream()
                        .filter(entry -> entry.b() >> 8 == 4)
                        .count();
                assertThat(run.of(EventKind.NMI_ENTRY, cpu).size())
                        .as("invariant 3: NMIs of CPU %d", cpu)
                        .isLessThanOrEqualTo((int) (raised + accepted));
                checked[0] += countsOfVectors(run, cpu);
            }
        });
        assertThat(checked[0]).isPositive();
    }

    private static int countsOfVectors(Recorded run, int cpu) {
        List<Entry> accepted = run.of(EventKind.ACCEPTED, cpu);
        List<Entry> entered = run.of(EventKind.INTERRUPT_ENTRY, cpu);
        long selfIpis = run.of(EventKind.REGISTER_WRITE, cpu).stream()
                .filter(entry -> entry.a() == ApicRegister.SELF_IPI.offset())
                .count();
        for (Entry entry : entered) {
            long sent = accepted.stream()
                    .filter(each -> each.b() >> 8 <= 1 && (each.b() & 0xFF) == entry.a())
                    .count();
            long runs = entered.stream().filter(each -> each.a() == entry.a()).count();
            assertThat(runs)
                    .as("invariant 2: vector %d on CPU %d", entry.a(), cpu)
                    .isLessThanOrEqualTo(sent + selfIpis);
        }
        return entered.size();
    }

    @Test
    @DisplayName("2, 3 at rest: once a CPU may take interrupts again, what it accepted has run and nothing is latched")
    void atRest() {
        Gen.check(500, gen -> {
            InterconnectKind kind = gen.of(InterconnectKind.values());
            Bench bench = Bench.of(kind, 3, options -> options.with(gen.of(ModelOptions.NmiAcceptance.values())));
            bench.change(gen.of(
                    new PrimitiveChange.EnterNmiHandler(1),
                    new PrimitiveChange.EnterSmm(1),
                    new PrimitiveChange.DisableInterrupts(1)));
            int nmis = gen.below(4);
            int fixed = gen.below(4);
            for (int i = 0; i < Math.max(nmis, fixed); i++) {
                bench.send(0, 1, i < nmis ? 0x400 : 0x40).send(2, 1, i < fixed ? 0x40 : 0x41);
            }
            boolean requested = bench.requested(1, 0x40);
            bench.change(new PrimitiveChange.LeaveNmiHandler(1))
                    .change(new PrimitiveChange.LeaveSmm(1))
                    .change(new PrimitiveChange.EnableInterrupts(1));
            int handlers = bench.runHandlers(1);
            assertThat(handlers)
                    .isGreaterThanOrEqualTo(requested ? 1 : 0)
                    .isLessThanOrEqualTo(2 * Math.max(nmis, fixed));
            assertThat(bench.is(1, NMI_LATCHED)).as("invariant 3").isFalse();
            assertThat(bench.state.highest(1, IRR)).as("invariant 2").isEqualTo(-1);
            assertThat(bench.state.highest(1, ISR)).isEqualTo(-1);
            assertThat(bench.state.slots()).as("nothing is under way").isZero();
            assertThat(bench.busy(0) || bench.busy(2)).isFalse();
        });
    }

    @Test
    @DisplayName("7: with bounded waits the crash path ends within sends x limit + 1 s, whatever faults are on")
    void boundedWaitsEnd() {
        long limit = 100 * Picoseconds.MILLISECOND;
        int[] timeouts = {0};
        Gen.check(400, gen -> {
            InterconnectKind kind = gen.of(InterconnectKind.APIC_BUS, InterconnectKind.FRONT_SIDE_BUS);
            int cpus = gen.between(2, 8);
            int[] others = new int[cpus - 1];
            for (int i = 0; i < others.length; i++) {
                others[i] = i + 1;
            }
            Solution bounded = Machines.always(new WaitPlan.Segments(
                    List.of(PollSegment.polls(1000, 100 * Machines.US - 100 * Machines.NS)),
                    gen.of(new OnTimeout.WriteAnyway(), new OnTimeout.SkipThisSend())));
            CpuScript stop = CpuScript.builder("crash stop")
                    .irqsOff()
                    .installHandler(0)
                    .program(Machines.nmis(kind, others), Purpose.CRASH_STOP, 2, bounded)
                    .awaitAcknowledged(Picoseconds.MILLISECOND, 1000)
                    .end(CpuScript.End.CAPTURE_KERNEL, "done")
                    .build();
            List<PrimitiveChange> faults = gen.show(new ArrayList<>());
            for (int i = gen.between(1, 5); i > 0; i--) {
                int cpu = gen.between(1, cpus - 1);
                faults.add(gen.of(
                        new PrimitiveChange.EnterNmiHandler(cpu),
                        new PrimitiveChange.RaiseNmi(cpu),
                        new PrimitiveChange.EnterSmm(cpu),
                        new PrimitiveChange.Shutdown(cpu),
                        new PrimitiveChange.RemoveApic(cpu),
                        new PrimitiveChange.DisableInterrupts(cpu),
                        new PrimitiveChange.WedgeSender(0),
                        new PrimitiveChange.LeaveCommandPending(0),
                        new PrimitiveChange.CorruptMessages(0, PrimitiveChange.CorruptMessages.FOR_EVER),
                        new PrimitiveChange.LoadBus(cpu, gen.of(BusMessage.values()), 0)));
            }
            ModelOptions options = new ModelOptions(
                    gen.of(ModelOptions.NmiAcceptance.values()),
                    gen.of(ModelOptions.IcrWriteWhileBusy.values()),
                    ModelOptions.AbsentDestination.STUCK,
                    ModelOptions.DisabledFixed.RETRY,
                    ModelOptions.StartUpRetry.REPEAT,
                    ApicProfile.SDM,
                    100 * Picoseconds.SECOND);
            RunResult result = Machines.run(Machines.model(kind, cpus, Machines.simple())
                    .options(options)
                    .asked(CpuSet.range(1, cpus - 1))
                    .onNmi(CpuScript.builder("stop")
                            .saveRegisters()
                            .acknowledge()
                            .halt()
                            .build())
                    .subject(0, stop)
                    .changes(faults.stream().map(Machines::before).toList())
                    .build());
            assertThat(result.end()).isEqualTo(RunEnd.ENDED);
            assertThat(result.timePs()).isLessThanOrEqualTo(others.length * limit + Picoseconds.SECOND + Machines.US);
            timeouts[0] += (int) result.cpus().get(0).timeouts();
        });
        assertThat(timeouts[0]).isPositive();
    }
}
