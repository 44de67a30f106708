package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of answers: those of a backtrace are none to a stop that comes after. */
class RoundsTest {
    private static final InterconnectKind BUS = InterconnectKind.FRONT_SIDE_BUS;

    private static CpuScript.Builder round(CpuScript.Builder script, int handler) {
        return script.installHandler(handler)
                .program(Machines.nmis(BUS, 1, 2), Purpose.NMI_BACKTRACE, 2, Machines.UNLIMITED)
                .awaitAcknowledged(Machines.US, 100);
    }

    private static MachineModel.Builder twoRounds(CpuScript first) {
        CpuScript.Builder subject = round(CpuScript.builder("the subject"), 0).beginRound();
        CpuScript stop = CpuScript.builder("the stop").acknowledge(1).halt().build();
        return Machines.model(BUS, 3, Machines.simple())
                .options(ModelOptions.defaults().with(ModelOptions.NmiAcceptance.ALWAYS_ACCEPT))
                .asked(CpuSet.of(1, 2))
                .onNmi(first)
                .onNmi(stop)
                .subject(0, round(subject, 1).end(CpuScript.End.DONE, "done").build());
    }

    private static CpuScript answer() {
        return CpuScript.builder("the backtrace")
                .acknowledge(0)
                .interruptReturn()
                .build();
    }

    @Test
    void whoAnsweredTheFirstRoundIsAskedAgain() {
        Machines.Recorded run = Machines.Recorded.of(twoRounds(answer()).build());
        for (int cpu = 1; cpu <= 2; cpu++) {
            CpuRecord record = run.result().cpus().get(cpu);
            assertThat(record.nmis()).isEqualTo(2);
            assertThat(record.halted()).isTrue();
            assertThat(record.acknowledged()).isTrue();
            assertThat(record.acknowledgedAtPs()).as("the answer that counts").isEqualTo(record.haltedAtPs());
        }
        List<Machines.Entry> ends = run.of(EventKind.AWAIT_END, 0);
        assertThat(ends).hasSize(2).allMatch(end -> end.a() == 1);
    }

    /** CPU 2 sits in an NMI handler: it answers neither round; the second does not take the first's answers for its own. */
    @Test
    void anAnswerDoesNotCountTwice() {
        Machines.Recorded run = Machines.Recorded.of(twoRounds(answer())
                .changes(List.of(Machines.before(new PrimitiveChange.EnterNmiHandler(2))))
                .build());
        assertThat(run.of(EventKind.AWAIT_END, 0)).hasSize(2).allMatch(end -> end.a() == 0);
        assertThat(run.result().timePs()).isGreaterThan(200 * Machines.US);
        assertThat(run.result().cpus().get(1).halted()).isTrue();
        assertThat(run.result().cpus().get(2).acknowledged()).isFalse();
    }

    /** The handler of the first round answers only after the second has begun: that is too late for either. */
    @Test
    void aLateAnswerDoesNotCount() {
        CpuScript.Builder slow = CpuScript.builder("a slow backtrace");
        for (int i = 0; i < 1500; i++) {
            slow.read(ApicRegister.TPR); // 100 ns each: longer than the first wait, shorter than both
        }
        CpuScript late = slow.acknowledge(0).interruptReturn().build();
        Machines.Recorded run = Machines.Recorded.of(twoRounds(late).build());
        List<Machines.Entry> ends = run.of(EventKind.AWAIT_END, 0);
        assertThat(ends).extracting(Machines.Entry::a).containsExactly(0L, 1L);
        for (int cpu = 1; cpu <= 2; cpu++) {
            CpuRecord record = run.result().cpus().get(cpu);
            assertThat(record.acknowledgedAtPs()).isEqualTo(record.haltedAtPs());
            assertThat(run.of(EventKind.ACKNOWLEDGED, cpu)).hasSize(1);
        }
    }

    @ParameterizedTest(name = "a CPU that stopped in the first round is not asked again; its handler names round {0}")
    @ValueSource(ints = {0, CpuScript.ANY_ROUND})
    void aStopIsForGood(int round) {
        CpuScript stop =
                CpuScript.builder("the first stop").acknowledge(round).halt().build();
        Machines.Recorded run = Machines.Recorded.of(twoRounds(stop).build());
        for (int cpu = 1; cpu <= 2; cpu++) {
            assertThat(run.result().cpus().get(cpu).acknowledged()).isTrue();
        }
        assertThat(run.of(EventKind.AWAIT_END, 0)).hasSize(2).allMatch(end -> end.a() == 1);
        assertThat(run.result().timePs()).isLessThan(100 * Machines.US);
    }
}
