package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.NS;
import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.builtin.timing.P6ApicBusProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("CPUs that serve requests one after another")
class RequestsTest {
    private static final IpiVector VECTOR = new IpiVector(0xFD);

    /** What became of a request, as a value. */
    private record Over(
            int cpu, long atPs, long begunPs, long sentPs, long acceptedPs, int messages, int lost, long polls) {}

    /** Given times for each CPU, always request 0; enough when all are over. */
    private static final class Times implements RequestSource {
        private final long[][] at;
        private final int[] taken;
        private final List<Over> over = new ArrayList<>();
        private int left;

        Times(long[]... at) {
            this.at = at;
            taken = new int[at.length];
            for (long[] times : at) {
                left += times.length;
            }
        }

        @Override
        public long nextAtPs(int cpu) {
            return cpu < at.length && taken[cpu] < at[cpu].length ? at[cpu][taken[cpu]] : Picoseconds.NEVER;
        }

        @Override
        public int take(int cpu) {
            taken[cpu]++;
            return 0;
        }

        @Override
        public void over(RequestRecord request) {
            left--;
            over.add(new Over(
                    request.cpu(),
                    request.atPs(),
                    request.begunPs(),
                    request.sentPs(),
                    request.acceptedPs(),
                    request.messages(),
                    request.lost(),
                    request.polls()));
        }

        @Override
        public boolean isEnough() {
            return left == 0;
        }
    }

    /** CPU n sends one fixed vector to the next CPU, the last one to the first. */
    private static MachineModel ring(InterconnectKind kind, int cpus, TimingProfile timing, Solution solution) {
        MachineModel.Builder model = Machines.model(kind, cpus, timing);
        for (int cpu = 0; cpu < cpus; cpu++) {
            int next = (cpu + 1) % cpus;
            model.task(
                    cpu,
                    CpuScript.builder("traffic of CPU " + cpu)
                            .serve(List.of(steps -> steps.program(
                                    Machines.one(kind, VECTOR, next), Purpose.NORMAL, VECTOR.number(), solution)))
                            .build());
        }
        return model.build();
    }

    private static List<Over> serve(MachineModel model, Times times) {
        RunResult result = new TimedRun(model).serve(model, times, RunListener.NONE);
        assertThat(result.end()).isEqualTo(RunEnd.ENDED);
        assertThat(result.scriptEnd()).contains(CpuScript.End.DONE);
        return times.over;
    }

    @Test
    @DisplayName("where nothing costs anything a request is over when it comes, after one poll")
    void ideal() {
        MachineModel model = ring(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.ideal(), Machines.UNLIMITED);
        assertThat(serve(model, new Times(new long[] {5 * US})))
                .containsExactly(new Over(0, 5 * US, 5 * US, 5 * US, 5 * US, 1, 0, 1));
    }

    @Test
    @DisplayName("on the 3-wire bus: one poll, ICR2, ICR, then 21 bus cycles")
    void p6() {
        P6ApicBusProfile provider = new P6ApicBusProfile();
        TimingProfile timing = provider.create(OptionValues.of(provider.options(), Map.of()));
        MachineModel model = ring(InterconnectKind.APIC_BUS, 2, timing, Machines.UNLIMITED);
        long sent = US + 80 * NS + 60 * NS + 60 * NS;
        long accepted = sent + timing.ps(TimingParameter.SHORT_MESSAGE);
        assertThat(serve(model, new Times(new long[] {US})))
                .containsExactly(new Over(0, US, US, sent, accepted, 1, 0, 1));
    }

    @Test
    @DisplayName("the next request waits for the message before, which is still the first one's")
    void second() {
        // Messages 1 us, reads 100 ns: the second request polls from 300 ns on, and finds the bit clear at 1.1 us.
        MachineModel model = ring(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.simple(), Machines.UNLIMITED);
        assertThat(serve(model, new Times(new long[] {0, 200 * NS})))
                .containsExactly(
                        new Over(0, 0, 0, 100 * NS, 1100 * NS, 1, 0, 1),
                        new Over(0, 200 * NS, 200 * NS, 1100 * NS, 2100 * NS, 1, 0, 9));
    }

    @Test
    @DisplayName("requests that come while the CPU is busy are served in their order, as soon as it is free")
    void queue() {
        MachineModel model = ring(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.simple(), Machines.UNLIMITED);
        List<Over> over = serve(model, new Times(new long[] {0, 0, 0}));
        assertThat(over).extracting(Over::begunPs).containsExactly(0L, 100 * NS, 1100 * NS);
        assertThat(over).extracting(Over::acceptedPs).containsExactly(1100 * NS, 2100 * NS, 3100 * NS);
    }

    @Test
    @DisplayName("a limit below the message's time writes over it: the request before has lost a message")
    void writtenOver() {
        MachineModel model = ring(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.simple(), Machines.polls(3));
        List<Over> over = serve(model, new Times(new long[] {0, 0}));
        assertThat(over).extracting(Over::lost).containsExactly(1, 0);
    }

    @Test
    @DisplayName("a send that is skipped is lost to the request that asked for it")
    void skipped() {
        Solution skips =
                Machines.always(new WaitPlan.Segments(List.of(PollSegment.polls(3, 0)), new OnTimeout.SkipThisSend()));
        MachineModel model = ring(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.simple(), skips);
        List<Over> over = serve(model, new Times(new long[] {0, 0}));
        assertThat(over)
                .filteredOn(one -> one.lost() > 0)
                .extracting(Over::messages)
                .containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("every request is over, whoever else sends at the same time, and the same again on a used machine")
    void conservation(InterconnectKind kind) {
        MachineModel model = ring(kind, 8, Machines.simple(), Machines.UNLIMITED);
        TimedRun run = new TimedRun(model);
        List<List<Over>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            long[][] at = new long[8][20];
            for (int cpu = 0; cpu < 8; cpu++) {
                for (int n = 0; n < 20; n++) {
                    at[cpu][n] = n / 4 * US + cpu * 10 * NS;
                }
            }
            Times times = new Times(at);
            assertThat(run.serve(model, times, RunListener.NONE).end()).isEqualTo(RunEnd.ENDED);
            assertThat(times.over).hasSize(160).allSatisfy(one -> {
                assertThat(one.messages()).isEqualTo(1);
                assertThat(one.lost()).isZero();
                assertThat(one.acceptedPs()).isGreaterThanOrEqualTo(one.sentPs());
            });
            runs.add(times.over);
        }
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
    }

    @Test
    @DisplayName("P6: with interrupts off, each waits for a message that another one's full slot refuses (SDM 10.8.4)")
    void waitingForOneAnother() {
        assertThat(allToAll(Machines.UNLIMITED).end()).isEqualTo(RunEnd.UNDECIDED);
        assertThat(allToAll(Machines.polls(1001)).end()).isEqualTo(RunEnd.ENDED);
    }

    /** Three CPUs on the 3-wire bus, each with requests to both others, all at once. */
    private static RunResult allToAll(Solution solution) {
        MachineModel.Builder model = Machines.model(InterconnectKind.APIC_BUS, 3, Machines.simple());
        for (int cpu = 0; cpu < 3; cpu++) {
            int self = cpu;
            // Both others in one request, the next one first: two commands, one after the other.
            model.task(
                    cpu,
                    CpuScript.builder("traffic of CPU " + cpu)
                            .serve(List.of(steps -> steps.program(
                                    Machines.one(InterconnectKind.APIC_BUS, VECTOR, (self + 1) % 3, (self + 2) % 3),
                                    Purpose.NORMAL,
                                    VECTOR.number(),
                                    solution)))
                            .build());
        }
        MachineModel built = model.build();
        return new TimedRun(built).serve(built, new Times(new long[4], new long[4], new long[4]), RunListener.NONE);
    }

    @Test
    @DisplayName("without a source of requests the CPUs wait, and the run decides nothing")
    void noSource() {
        MachineModel model = ring(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.simple(), Machines.UNLIMITED);
        assertThat(new TimedRun(model)
                        .serve(model, RequestSource.NONE, RunListener.NONE)
                        .end())
                .isEqualTo(RunEnd.UNDECIDED);
    }
}
