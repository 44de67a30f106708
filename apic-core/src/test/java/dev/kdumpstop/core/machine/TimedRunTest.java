package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.InterconnectKind.FRONT_SIDE_BUS;
import static dev.kdumpstop.core.machine.Machines.NS;
import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.machine.Machines.Recorded;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the timed run: what is counted, and when")
class TimedRunTest {
    private static CpuScript awaits(long stepPs, long steps) {
        return CpuScript.builder("waits for answers")
                .installHandler(0)
                .awaitAcknowledged(stepPs, steps)
                .end(CpuScript.End.DONE, "done")
                .build();
    }

    @ParameterizedTest(name = "answered after {0} ns: the wait ends after {1} ns")
    @CsvSource({"0, 0", "1, 1000", "1000, 1000", "2500, 3000", "3000, 3000", "4999, 5000", "5001, 5000", "9000, 5000"})
    @DisplayName(
            "the wait for answers looks before the first step and after each; acceptance and answer come before the look")
    void await(long answeredNs, long endNs) {
        MachineModel.Builder builder = Machines.model(FRONT_SIDE_BUS, 2, Machines.ideal())
                .asked(CpuSet.of(1))
                .onNmi(CpuScript.builder("answers").acknowledge().halt().build())
                .onVector(
                        0x40, CpuScript.builder("answers").acknowledge().halt().build())
                .subject(0, awaits(US, 5));
        CpuScript answers = answeredNs == 0
                ? CpuScript.builder("answers at once").acknowledge().halt().build()
                : CpuScript.BUSY;
        if (answeredNs > 0) {
            builder.changes(List.of(Machines.at(answeredNs * NS, new PrimitiveChange.RaiseNmi(1))));
        }
        RunResult result = Machines.run(builder.task(1, answers).build());
        assertThat(result.timePs()).isEqualTo(endNs * NS);
        assertThat(result.cpus().get(1).acknowledged()).isEqualTo(answeredNs <= endNs);
    }

    @Test
    @DisplayName("any CPU may wait for answers, not only the one the run is about")
    void awaitOnAnotherCpu() {
        Recorded run = Recorded.of(Machines.model(FRONT_SIDE_BUS, 3, Machines.ideal())
                .asked(CpuSet.of(1))
                .onNmi(CpuScript.builder("answers").acknowledge().halt().build())
                .subject(0, awaits(7 * US, 9))
                .task(
                        2,
                        CpuScript.builder("waits too")
                                .awaitAcknowledged(US, 100)
                                .spin()
                                .build())
                .changes(List.of(Machines.at(2500 * NS, new PrimitiveChange.RaiseNmi(1))))
                .build());
        assertThat(run.of(EventKind.AWAIT_END, 2)).singleElement().satisfies(end -> {
            assertThat(end.timePs()).isEqualTo(3 * US);
            assertThat(end.a()).isEqualTo(1);
        });
        assertThat(run.of(EventKind.AWAIT_END, 0))
                .singleElement()
                .satisfies(end -> assertThat(end.timePs()).isEqualTo(7 * US));
    }

    @Test
    @DisplayName("polls of a CPU that still waits when the run ends are counted up to then")
    void pollsAtTheEnd() {
        CpuScript sender = CpuScript.builder("waits for ever")
                .program(Machines.nmis(FRONT_SIDE_BUS, 2, 3), Purpose.NORMAL, 2, Machines.UNLIMITED)
                .spin()
                .build();
        Recorded run = Recorded.of(Machines.model(FRONT_SIDE_BUS, 4, Machines.simple())
                .asked(CpuSet.of(3))
                .subject(0, awaits(10 * US, 1))
                .onNmi(CpuScript.RETURN)
                .task(1, sender)
                .changes(List.of(Machines.before(new PrimitiveChange.EnterNmiHandler(2))))
                .build());
        assertThat(run.result().timePs()).isEqualTo(10 * US);
        // One that finds it idle at 0.1 us, then one every 0.1 us, the last at 10 us before the answers are looked at.
        CpuRecord record = run.result().cpus().get(1);
        assertThat(record.polls()).isEqualTo(1 + 99);
        assertThat(record.busyPolls()).isEqualTo(99);
        assertThat(run.of(EventKind.ICR_POLL, 1).stream()
                        .mapToLong(Machines.Entry::b)
                        .sum())
                .isEqualTo(100);
    }

    @Test
    @DisplayName(
            "a rewrite on time-out is a write that was meant to send (MP specification B-3); it begins the wait anew")
    void rewrites() {
        Solution rewrite = Machines.always(new WaitPlan.Segments(
                List.of(PollSegment.polls(3, 0)), new OnTimeout.RewriteIcrLow(2, new OnTimeout.WriteAnyway())));
        Recorded run = Recorded.of(Machines.model(FRONT_SIDE_BUS, 3, Machines.simple())
                .options(ModelOptions.defaults().with(IcrWriteWhileBusy.IGNORE))
                .subject(0, Machines.sending(Machines.nmis(FRONT_SIDE_BUS, 1, 2), rewrite))
                .changes(List.of(Machines.before(new PrimitiveChange.EnterNmiHandler(1))))
                .build());
        CpuRecord record = run.result().cpus().get(0);
        assertThat(run.result().timePs()).isEqualTo((1 + 3 * 3) * 100 * NS);
        assertThat(record.timeouts()).isEqualTo(3);
        assertThat(record.icrWrites()).as("to 1, twice again, to 2").isEqualTo(4);
        assertThat(record.sends()).isEqualTo(1);
        assertThat(run.of(EventKind.WRITE_DROPPED, 0)).hasSize(3);
        assertThat(run.of(EventKind.REGISTER_WRITE, 0).stream().filter(entry -> entry.a() == 0x300))
                .hasSize(4);
    }

    @Test
    @DisplayName("a handler whose first step is to halt has halted when it is entered")
    void haltsAtOnce() {
        RunResult result = Machines.run(Machines.model(FRONT_SIDE_BUS, 2, Machines.ideal())
                .asked(CpuSet.of(1))
                .onNmi(CpuScript.builder("halts").halt().build())
                .subject(0, awaits(10 * US, 1))
                .changes(List.of(Machines.at(US, new PrimitiveChange.RaiseNmi(1))))
                .build());
        assertThat(result.cpus().get(1).halted()).isTrue();
        assertThat(result.cpus().get(1).haltedAtPs()).isEqualTo(US);
    }

    @Test
    @DisplayName("an interrupted step ends when it would have, or when the handler returns, whichever is later")
    void interruptedWait() {
        Recorded run = Recorded.of(Machines.model(FRONT_SIDE_BUS, 3, Machines.simple())
                .subject(0, Machines.sending(Machines.nmis(FRONT_SIDE_BUS, 1, 2), Machines.polls(20)))
                .changes(List.of(
                        Machines.before(new PrimitiveChange.EnterNmiHandler(1)),
                        Machines.at(650 * NS, new PrimitiveChange.EnterNmiHandler(0)),
                        Machines.at(5 * US, new PrimitiveChange.LeaveNmiHandler(0))))
                .build());
        // 1 + 5 polls until 0.6 us, the rest of the 20 from 5 us on: the poll under way at once, 14 more after it.
        assertThat(run.result().timePs()).isEqualTo(5 * US + 14 * 100 * NS);
        assertThat(run.result().cpus().get(0).polls()).isEqualTo(1 + 20);
    }
}
