package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MachineStateTest {
    /** Applies one random change to a state. */
    private static void change(Gen gen, MachineState state) {
        int cpu = gen.below(state.cpus());
        switch (gen.below(6)) {
            case 0 -> state.set(cpu, gen.below(FRAMES), gen.bits());
            case 1 -> state.bit(cpu, gen.of(IRR, ISR, TMR), gen.below(256), gen.oneIn(2));
            case 2 -> state.global(gen.below(GLOBAL_WORDS), gen.below(5));
            case 3 -> message(gen, state);
            case 4 -> {
                if (state.slots() > 0) {
                    state.free(gen.below(state.slots()));
                }
            }
            default -> state.frame(cpu, gen.below(MAX_FRAMES), gen.below(FRAME_WORDS), gen.below(9));
        }
    }

    private static void message(Gen gen, MachineState state) {
        int slot = state.allocate();
        state.message(slot, STATUS, gen.between(1, 5));
        state.message(slot, SENDER, gen.below(state.cpus()));
        state.message(slot, WORD, gen.bits());
        state.pending(slot, gen.below(state.cpus()), true);
    }

    @Test
    @DisplayName(
            "a copy is equal, has the same hash, and goes its own way; copyFrom gives the same whatever was there before")
    void copies() {
        Gen.check(2000, gen -> {
            int cpus = gen.between(1, 70);
            MachineState state = new MachineState(cpus);
            MachineState other = new MachineState(cpus);
            for (int i = gen.below(30); i > 0; i--) {
                change(gen, state);
                change(gen, other);
            }
            for (int i = gen.below(30); i > 0; i--) {
                message(gen, gen.oneIn(2) ? state : other);
            }
            MachineState copy = state.copy();
            other.copyFrom(state);
            assertThat(copy).isEqualTo(state).hasSameHashCodeAs(state);
            assertThat(other).isEqualTo(state);
            assertThat(List.of(copy.hash64(), other.hash64())).containsOnly(state.hash64());
            assertThat(other.slots()).isEqualTo(state.slots());

            long before = state.hash64();
            message(gen, copy);
            message(gen, other);
            assertThat(copy).isNotEqualTo(state);
            assertThat(other).isNotEqualTo(state);
            assertThat(state.hash64()).isEqualTo(before);
        });
    }

    @Test
    @DisplayName("states that differ in one word are unequal, and their hashes differ")
    void everyWordCounts() {
        Gen.check(500, gen -> {
            MachineState state = new MachineState(gen.between(1, 9));
            for (int i = 0; i < 20; i++) {
                change(gen, state);
            }
            MachineState other = state.copy();
            int cpu = gen.below(state.cpus());
            int word = gen.below(CPU_WORDS);
            other.set(cpu, word, state.get(cpu, word) ^ 1L << gen.below(64));
            assertThat(other).isNotEqualTo(state);
            assertThat(other.hash64()).isNotEqualTo(state.hash64());
        });
    }

    @Test
    @DisplayName("states of machines of different size are unequal, and one cannot be copied into the other")
    void sizes() {
        MachineState one = new MachineState(1);
        MachineState two = new MachineState(2);
        assertThat(one).isNotEqualTo(two);
        assertThatThrownBy(() -> one.copyFrom(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 CPUs");
    }

    @Test
    @DisplayName(
            "hash64 does not collide on the states of real runs, and is the same for equal states that came about differently")
    void hashes() {
        Map<Long, MachineState> byHash = new HashMap<>();
        Set<MachineState> distinct = new HashSet<>();
        Gen.check(1500, gen -> {
            MachineState state = Recorded.of(RandomModels.random(gen).model()).state();
            MachineState known = byHash.putIfAbsent(state.hash64(), state);
            assertThat(known == null || known.equals(state)).isTrue();
            distinct.add(state);
        });
        assertThat(byHash).hasSameSizeAs(distinct);
        assertThat(new MachineState(3).hash64())
                .as("the same on every machine; another layout of the state gives another number")
                .isEqualTo(-8246838580699818640L);
    }

    @Test
    @DisplayName("slots: the lowest free one is used, trailing free ones are given back, so layouts are canonical")
    void slots() {
        Gen.check(500, gen -> {
            MachineState state = new MachineState(gen.of(3, 64, 65, 130));
            List<Integer> used = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                if (used.isEmpty() || gen.oneIn(2)) {
                    int slot = state.allocate();
                    int lowest = 0;
                    while (used.contains(lowest)) {
                        lowest++;
                    }
                    assertThat(slot).isEqualTo(lowest);
                    assertThat(state.message(slot, STATUS)).isEqualTo(FREE);
                    assertThat(state.nextPending(slot, 0))
                            .as("nothing left of a former message")
                            .isEqualTo(-1);
                    state.message(slot, STATUS, IN_FLIGHT);
                    state.message(slot, WORD, gen.bits());
                    state.pending(slot, state.cpus() - 1, true);
                    used.add(slot);
                } else {
                    Integer slot = used.remove(gen.below(used.size()));
                    state.free(slot);
                }
                int highest = used.stream().mapToInt(Integer::intValue).max().orElse(-1);
                assertThat(state.slots()).isEqualTo(highest + 1);
            }
            for (Integer slot : used) {
                state.free(slot);
            }
            assertThat(state).as("as if nothing had ever been sent").isEqualTo(new MachineState(state.cpus()));
        });
    }

    @Test
    @DisplayName("sets of CPUs in messages work across words of 64")
    void pendingSets() {
        MachineState state = new MachineState(130);
        int slot = state.allocate();
        for (int cpu : new int[] {0, 63, 64, 129}) {
            state.pending(slot, cpu, true);
        }
        assertThat(state.nextPending(slot, 1)).isEqualTo(63);
        assertThat(state.nextPending(slot, 64)).isEqualTo(64);
        assertThat(state.nextPending(slot, 65)).isEqualTo(129);
        assertThat(state.nextPending(slot, 130)).isEqualTo(-1);
        state.pending(slot, 64, false);
        assertThat(state.pending(slot, 63)).isTrue();
        assertThat(state.nextPending(slot, 64)).isEqualTo(129);
    }

    @Test
    @DisplayName(
            "frames: a new one is clean and remembers the interrupt flag, popping leaves nothing behind; six nest, no more")
    void frames() {
        MachineState state = new MachineState(2);
        state.push(1, 0, 0, TASK);
        MachineState before = state.copy();
        state.flag(1, INTERRUPTS_ON, true);
        for (int level = 1; level < MAX_FRAMES; level++) {
            state.push(1, 7, 3, NMI);
            assertThat(state.top(1, KIND)).isEqualTo(NMI | INTERRUPTS_WERE_ON);
            state.top(1, VALUE, 9);
            state.top(1, COUNT, 9);
        }
        assertThatThrownBy(() -> state.push(1, 0, 0, NMI)).isInstanceOf(IllegalStateException.class);
        for (int level = 1; level < MAX_FRAMES; level++) {
            state.pop(1);
        }
        state.flag(1, INTERRUPTS_ON, false);
        assertThat(state).isEqualTo(before);
    }
}
