package dev.kdumpstop.experiments.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.dice.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("who sends what to whom, and when")
class ArrivalsTest {
    private static final MachineSpec MACHINE =
            MachineSpec.builder(Architecture.X86_64, "2.6.21").cpus(8).build();
    private static final Dice DICE = Dice.of(42);

    private static TrafficSettings settings(String... pairs) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return TrafficSettings.of(given);
    }

    private static Arrivals arrivals(TrafficSettings settings) {
        return new Arrivals(new Partners(MACHINE, settings, DICE), settings, DICE.child(0));
    }

    /** Times and requests of one CPU. */
    private static List<String> of(Arrivals arrivals, int cpu) {
        List<String> all = new ArrayList<>();
        for (int n = 0; arrivals.atPs(cpu, n) != Picoseconds.NEVER; n++) {
            all.add(arrivals.atPs(cpu, n) + " " + arrivals.request(cpu, n));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "10"})
    @DisplayName("singly or in bursts, as many come in a second as the rate says")
    void rate(String burst) {
        Arrivals arrivals = arrivals(settings(
                "requests", "40000", "warm-up", "0", "burst", burst, "call-function-rate", "0", "tlb-rate", "0"));
        // 8 CPUs x 1000/s: 40000 take 5 s; of 4000 bursts the sum deviates by 1/63.
        assertThat((double) arrivals.lastPs() / Picoseconds.SECOND).isCloseTo(5.0, within(0.25));
    }

    @Test
    @DisplayName("the requests of a burst come at one time")
    void bursts() {
        Arrivals arrivals = arrivals(settings("requests", "400", "warm-up", "0", "burst", "5", "tlb-rate", "0"));
        assertThat(arrivals.atPs(3, 4)).isEqualTo(arrivals.atPs(3, 0));
        assertThat(arrivals.atPs(3, 5)).isGreaterThan(arrivals.atPs(3, 4));
    }

    @Test
    @DisplayName("as many as are asked for are measured, between the warm-up and as many after")
    void measured() {
        Arrivals arrivals = arrivals(settings("requests", "300", "warm-up", "100"));
        int all = 0;
        int measured = 0;
        for (int cpu = 0; cpu < 8; cpu++) {
            for (int n = 0; arrivals.atPs(cpu, n) != Picoseconds.NEVER; n++) {
                all++;
                measured += arrivals.isMeasured(cpu, n) ? 1 : 0;
            }
        }
        assertThat(all).isEqualTo(500);
        assertThat(measured).isEqualTo(300).isEqualTo(arrivals.measured());
        assertThat(arrivals.isMeasured(0, 0)).isFalse();
    }

    @Test
    @DisplayName("one kind more shifts no other: the streams are its own")
    void ownStreams() {
        List<String> without = of(arrivals(settings("requests", "4000", "tlb-rate", "0")), 2);
        List<String> with = of(arrivals(settings("requests", "4000", "tlb-rate", "100")), 2);
        String tlb = " 4";
        with.removeIf(one -> one.endsWith(tlb));
        int common = Math.min(with.size(), without.size());
        assertThat(common).isGreaterThan(100);
        assertThat(with.subList(0, common)).isEqualTo(without.subList(0, common));
    }

    @Test
    @DisplayName("partners are others, as many as are asked for or there are")
    void partners() {
        Partners few = new Partners(MACHINE, settings("partners", "2", "tlb-cpus", "3", "senders", "2"), DICE);
        for (int cpu = 0; cpu < 8; cpu++) {
            assertThat(few.rescheduled(cpu)).hasSize(2).doesNotHaveDuplicates().doesNotContain(cpu);
            assertThat(few.flushed(cpu).size()).isEqualTo(3);
            assertThat(few.flushed(cpu).contains(cpu)).isFalse();
            assertThat(few.sends(cpu, TrafficKind.CALL_FUNCTION)).isEqualTo(cpu < 2);
        }
        Partners all = new Partners(MACHINE, settings("partners", "100", "tlb-cpus", "100"), DICE);
        assertThat(all.flushed(3)).isEqualTo(CpuSet.firstN(8).without(3));
        assertThat(all.rescheduled(3)).hasSize(7);
    }
}
