package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.core.machine.Machines.Entry;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FastForwardTest {
    private static final int CASES = 4000;
    /** Entries of a CPU that are not made while it polls. */
    private static final Set<EventKind> ENDS_OF_POLLING = EnumSet.of(
            EventKind.WAIT_BEGIN,
            EventKind.WAIT_DONE,
            EventKind.WAIT_TIMED_OUT,
            EventKind.NMI_ENTRY,
            EventKind.INTERRUPT_ENTRY,
            EventKind.RETURN);

    @Test
    @DisplayName("a sleeping waiter's run equals the run poll by poll: records, end, time, state, time-line (design 8)")
    void equalsPollByPoll() {
        equal(CASES, gen -> RandomModels.random(gen).model());
    }

    @Test
    @DisplayName(
            "so does a run in which tries on the 3-wire bus of which nothing comes are no events: ids, tries, occupancy (design 5)")
    void equalsTryByTry() {
        equal(CASES / 2, gen -> RandomModels.onTheBus(gen, 9).model());
    }

    private static void equal(int cases, Function<Gen, MachineModel> random) {
        Map<RunEnd, Integer> ends = new EnumMap<>(RunEnd.class);
        int[] folded = {0};
        Gen.check(cases, gen -> {
            MachineModel model = random.apply(gen);
            Recorded fast = Recorded.of(model);
            Recorded slow = Recorded.of(new TimedRun(model, true), model);
            ends.merge(fast.result().end(), 1, Integer::sum);
            if (fast.result().end() == RunEnd.HUNG || slow.result().end() == RunEnd.HUNG) {
                // When a hang is proved depends on when it is looked for, and a waiter that polls is not looked at: it
                // polls until the horizon. But a run that hangs never ends, and until then nothing differs.
                assertThat(List.of(fast.result().end(), slow.result().end())).doesNotContain(RunEnd.ENDED);
                int common =
                        Math.min(withoutPolls(fast).size(), withoutPolls(slow).size());
                assertThat(firstDifference(
                                withoutPolls(fast).subList(0, common),
                                withoutPolls(slow).subList(0, common)))
                        .isEmpty();
                return;
            }
            assertThat(firstDifference(withoutPolls(fast), withoutPolls(slow))).isEmpty();
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                assertThat(polls(fast, cpu))
                        .as("polls of CPU %d, wait by wait", cpu)
                        .isEqualTo(polls(slow, cpu));
            }
            assertThat(fast.result()).isEqualTo(slow.result());
            assertThat(fast.state()).isEqualTo(slow.state());
            folded[0] += slow.entries().size() - fast.entries().size();
        });
        if (Long.getLong("seed") == null) {
            // The comparison says something only if the cases are of all kinds and polls were folded at all.
            assertThat(ends.get(RunEnd.ENDED)).isGreaterThan(cases / 4);
            assertThat(ends.get(RunEnd.HUNG)).isGreaterThan(cases / 100);
            assertThat(ends.get(RunEnd.UNDECIDED)).isGreaterThan(10);
            assertThat(folded[0]).isGreaterThan(cases);
        }
    }

    private static List<Entry> withoutPolls(Recorded run) {
        return run.entries().stream()
                .filter(entry -> entry.kind() != EventKind.ICR_POLL)
                .toList();
    }

    /** Where two time-lines part, with the last entries they share; empty if they are equal. */
    private static List<String> firstDifference(List<Entry> fast, List<Entry> slow) {
        for (int i = 0; i < Math.max(fast.size(), slow.size()); i++) {
            Object left = i < fast.size() ? fast.get(i) : "end";
            Object right = i < slow.size() ? slow.get(i) : "end";
            if (!left.equals(right)) {
                return List.of(
                        "both: " + fast.subList(Math.max(0, i - 5), i), "fast: " + left, "poll by poll: " + right);
            }
        }
        return List.of();
    }

    /** For each time a CPU polls: how often, and what the last poll read. */
    private static List<String> polls(Recorded run, int cpu) {
        List<String> waits = new ArrayList<>();
        long count = 0;
        long last = 0;
        for (Entry entry : run.entries()) {
            if (entry.cpu() == cpu && entry.kind() == EventKind.ICR_POLL) {
                count += entry.b();
                last = entry.a();
            } else if (entry.cpu() == cpu && ENDS_OF_POLLING.contains(entry.kind())) {
                waits.add(count + " polls, last " + Long.toHexString(last));
                count = 0;
                last = 0;
            }
        }
        waits.add(count + " polls, last " + Long.toHexString(last));
        return waits;
    }
}
