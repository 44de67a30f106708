package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fires all enabled transitions of small machines in all orders, without time, and compares with the hang analysis. */
class ExplorationTest {
    private static final int CASES = 3000;
    private static final int WALK = 60;
    /** On the 3-wire bus most steps are tries. */
    private static final int LONG_WALK = 200;

    private static final int LIMIT = 3000;

    /** A state and the outside changes that have not happened yet, as a bit set. */
    private record Node(MachineState state, long remaining) {}

    private static final class Explorer {
        private final MachineModel model;
        private final List<ScheduledChange> changes;

        Explorer(MachineModel model) {
            this.model = model;
            this.changes = model.schedule();
        }

        Node start() {
            return new Node(model.initialState(), (1L << changes.size()) - 1);
        }

        /** Every state that one transition leads to. */
        List<Node> next(Node from) {
            List<Node> next = new ArrayList<>();
            MachineState state = from.state;
            if (state.global(ENDED) != 0) {
                return next;
            }
            Rules rules = new Rules(model, state);
            if (rules.bus.onBus() >= 0) {
                add(next, from, 0, then -> then.arrive(then.bus.onBus()));
            }
            for (int slot = 0; slot < state.slots(); slot++) {
                int message = slot;
                if (state.message(slot, STATUS) == PAUSED) {
                    add(next, from, 0, then -> {
                        then.bus.resume(message);
                        then.bus.grant();
                    });
                } else if (!rules.onBus() && state.message(slot, STATUS) == IN_FLIGHT) {
                    add(next, from, 0, then -> then.arrive(message));
                } else if (rules.retryEnabled(slot)) {
                    add(next, from, 0, then -> then.retry(message));
                }
            }
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                int each = cpu;
                if (rules.entryEnabled(cpu)) {
                    add(next, from, 0, then -> then.enter(each));
                }
                if (rules.opRank(cpu) != Rank.NONE) {
                    addStep(next, from, rules, cpu);
                }
            }
            for (int i = 0; i < changes.size(); i++) {
                PrimitiveChange change = changes.get(i).change();
                if ((from.remaining >>> i & 1) != 0) {
                    boolean again = changes.get(i).periodPs() > 0;
                    add(next, from, again ? 0 : 1L << i, then -> then.outside.apply(change));
                }
            }
            return next;
        }

        private void addStep(List<Node> next, Node from, Rules rules, int cpu) {
            Op op = rules.op(cpu);
            int pc = (int) from.state.top(cpu, PC);
            if (op.kind() == OpKind.AWAIT_ACKNOWLEDGED) {
                add(next, from, 0, then -> then.advance(cpu, pc + 1));
            } else if (op.kind() != OpKind.WAIT) {
                add(next, from, 0, then -> then.execute(cpu));
            } else if (!rules.busy(cpu, WaitSite.values()[op.a()])) {
                add(next, from, 0, then -> {
                    then.apic.readBack(cpu);
                    then.advance(cpu, pc + 1);
                });
            } else if (op.plan() != null && op.plan().isBounded()) {
                OnTimeout action = op.plan().onTimeout();
                if (action instanceof OnTimeout.RewriteIcrLow rewrite) {
                    add(next, from, 0, then -> then.writeIcrLow(cpu, (int) from.state.get(cpu, ICR)));
                    action = rewrite.then();
                }
                OnTimeout last = action;
                add(next, from, 0, then -> then.giveUp(cpu, last));
            }
        }

        private void add(List<Node> next, Node from, long used, Consumer<Rules> fire) {
            MachineState state = from.state.copy();
            fire.accept(new Rules(model, state));
            next.add(new Node(state, from.remaining & ~used));
        }

        Optional<HangProof> prove(Node node) {
            List<PrimitiveChange> pending = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                if ((node.remaining >>> i & 1) != 0) {
                    pending.add(changes.get(i).change());
                }
            }
            return new HangAnalysis(model, node.state, new Rules(model, node.state), pending, cpu -> 0).prove();
        }

        /** Whether the subject has left the step it was at in {@code hung}, or the run has ended. */
        private boolean released(MachineState hung, MachineState later) {
            int level = hung.depth(model.subject) - 1;
            if (later.global(ENDED) != 0) {
                return true;
            }
            // In SMM, for example, nothing that happens to its frames helps it.
            return new Rules(model, later).executes(model.subject) && moved(hung, later, level);
        }

        private boolean moved(MachineState hung, MachineState later, int level) {
            return later.depth(model.subject) <= level
                    || later.frame(model.subject, level, PC) != hung.frame(model.subject, level, PC)
                    || later.frame(model.subject, level, SCRIPT) != hung.frame(model.subject, level, SCRIPT);
        }

        /** Whether the subject can be released: yes, no, or empty if there are too many states to tell. */
        Optional<Boolean> canBeReleased(Node from) {
            Set<Node> seen = new HashSet<>();
            Deque<Node> open = new ArrayDeque<>();
            seen.add(from);
            open.add(from);
            while (!open.isEmpty()) {
                for (Node node : next(open.remove())) {
                    if (released(from.state, node.state)) {
                        return Optional.of(true);
                    }
                    if (seen.add(node)) {
                        open.add(node);
                    }
                }
                if (seen.size() > LIMIT) {
                    return Optional.empty();
                }
            }
            return Optional.of(false);
        }
    }

    @Test
    @DisplayName(
            "no order of transitions releases what is called a hang; what cannot be released is nearly always called one")
    void proofsHold() {
        proofsHold(CASES, WALK, 5, gen -> RandomModels.random(gen, 3).model());
    }

    @Test
    @DisplayName("so on the 3-wire bus: checksum errors without end, messages that never get the bus")
    void proofsHoldOnTheBus() {
        List<String> proofs = proofsHold(
                CASES / 2, LONG_WALK, 4, gen -> RandomModels.onTheBus(gen, 3).model());
        if (Long.getLong("seed") == null) {
            assertThat(proofs)
                    .anyMatch(proof -> proof.contains("every message of CPU 0 has a checksum error"))
                    .anyMatch(proof -> proof.contains("sends EOI messages without a pause"))
                    .anyMatch(proof -> proof.contains("leaves the arbitration ids as they are"));
        }
    }

    /** At least {@code share} hangs are proved for one that is not. */
    private static List<String> proofsHold(int cases, int walk, int share, Function<Gen, MachineModel> random) {
        List<String> proofs = new ArrayList<>();
        int[] missed = {0};
        Gen.check(cases, gen -> {
            MachineModel model = random.apply(gen);
            Explorer explorer = new Explorer(model);
            Node node = explorer.start();
            for (int step = 0; step < walk; step++) {
                Optional<HangProof> proof = explorer.prove(node);
                if (proof.isPresent()) {
                    proofs.add(proof.get().toString());
                    assertThat(explorer.canBeReleased(node))
                            .as("%s", proof.get())
                            .isNotEqualTo(Optional.of(true));
                    return;
                }
                List<Node> next = explorer.next(node);
                if (next.isEmpty()) {
                    break;
                }
                node = next.get(gen.below(next.size()));
            }
            if (node.state.global(ENDED) == 0 && explorer.canBeReleased(node).equals(Optional.of(false))) {
                missed[0]++;
            }
        });
        if (Long.getLong("seed") == null) {
            assertThat(proofs).hasSizeGreaterThan(cases / 20);
            assertThat(missed[0])
                    .as("hangs that exploration knows and the analysis does not")
                    .isLessThan(proofs.size() / share);
        }
        return proofs;
    }
}
