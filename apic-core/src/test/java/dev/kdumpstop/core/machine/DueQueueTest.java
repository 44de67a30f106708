package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    @Test
    @DisplayName(
            "equals a sorted map under any puts, moves, removals and resets; the first is the least (time, number)")
    void equalsNaiveModel() {
        Gen.check(300, gen -> {
            List<String> steps = gen.show(new ArrayList<>());
            DueQueue queue = new DueQueue();
            int capacity = gen.between(1, 60);
            queue.reset(capacity);
            TreeMap<Integer, Long> model = new TreeMap<>();
            for (int step = 0; step < 200; step++) {
                int transition = gen.below(capacity);
                switch (gen.below(12)) {
                    case 0, 1, 2, 3, 4, 5 -> {
                        long time = gen.below(8);
                        steps.add("put " + transition + " at " + time);
                        queue.put(transition, time);
                        model.put(transition, time);
                    }
                    case 6, 7, 8 -> {
                        steps.add("remove " + transition);
                        queue.remove(transition);
                        model.remove(transition);
                    }
                    case 9, 10 -> {
                        if (!queue.isEmpty()) {
                            steps.add("remove the first");
                            model.remove(queue.first());
                            queue.remove(queue.first());
                        }
                    }
                    default -> {
                        if (gen.oneIn(20)) {
                            capacity = gen.between(1, 90);
                            steps.add("reset " + capacity);
                            queue.reset(capacity);
                            model.clear();
                        }
                    }
                }
                TreeMap<Integer, Long> actual = new TreeMap<>();
                for (int each = 0; each < capacity; each++) {
                    if (queue.contains(each)) {
                        actual.put(each, queue.dueOf(each));
                    }
                }
                assertThat(actual).isEqualTo(model);
                assertThat(queue.size()).isEqualTo(model.size());
                assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
                if (!model.isEmpty()) {
                    assertThat(queue.first()).isEqualTo(least(model));
                }
            }
        });
    }

    private static int least(TreeMap<Integer, Long> model) {
        int least = model.firstKey();
        for (int transition : model.keySet()) {
            least = model.get(transition) < model.get(least) ? transition : least;
        }
        return least;
    }

    @Test
    @DisplayName("at equal times the order is that of the numbers, whatever the order of insertion")
    void equalTimes() {
        for (int[] order : new int[][] {{3, 1, 2, 0}, {0, 1, 2, 3}, {2, 3, 0, 1}}) {
            DueQueue queue = new DueQueue();
            queue.reset(4);
            for (int transition : order) {
                queue.put(transition, 7);
            }
            List<Integer> fired = new ArrayList<>();
            while (!queue.isEmpty()) {
                fired.add(queue.first());
                queue.remove(queue.first());
            }
            assertThat(fired).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    @DisplayName("ranks order what happens at one time: acceptance, outside, state, writes, reads, counters (design 5)")
    void ranks() {
        assertThat(Rank.values())
                .containsExactly(
                        Rank.ARRIVE,
                        Rank.RETRY,
                        Rank.TRAFFIC,
                        Rank.OUTSIDE,
                        Rank.TIMER,
                        Rank.ENTRY,
                        Rank.STATE,
                        Rank.WRITE,
                        Rank.READ,
                        Rank.COUNT,
                        Rank.NONE);
    }
}
