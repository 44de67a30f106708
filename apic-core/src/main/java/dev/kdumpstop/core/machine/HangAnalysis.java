package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Decides whether the CPU a run is about can ever go on.
 *
 * <p>It computes, as a least fixpoint, which CPUs <em>may</em> still finish the step they are at, which NMI handlers may
 * return and which refused messages may be accepted. Every doubt counts as "may" (an outside change that is still to come
 * counts as if it happened at the best moment), so what is left over is certain: no order of future events releases it.
 */
final class HangAnalysis {
    private final MachineModel model;
    private final MachineState state;
    private final Rules rules;
    private final List<PrimitiveChange> pending;
    private final IntToLongFunction waitsSince;
    private final boolean[] mayFinishStep;
    private final boolean[] mayLeaveNmi;

    HangAnalysis(
            MachineModel model,
            MachineState state,
            Rules rules,
            List<PrimitiveChange> pending,
            IntToLongFunction waitsSince) {
        this.model = model;
        this.state = state;
        this.rules = rules;
        this.pending = pending;
        this.waitsSince = waitsSince;
        this.mayFinishStep = new boolean[model.cpus];
        this.mayLeaveNmi = new boolean[model.cpus];
    }

    /** The proof that the subject can never go on, or empty if it may. */
    Optional<HangProof> prove() {
        if (anInitMayStillHit()) {
            return Optional.empty();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                if (!mayFinishStep[cpu] && finishesStep(cpu)) {
                    mayFinishStep[cpu] = true;
                    changed = true;
                }
                if (!mayLeaveNmi[cpu] && leavesNmi(cpu)) {
                    mayLeaveNmi[cpu] = true;
                    changed = true;
                }
            }
        }
        int subject = model.subject;
        if (mayFinishStep[subject]) {
            return Optional.empty();
        }
        List<HangProof.Link> links = new ArrayList<>();
        explain(subject, links, new boolean[model.cpus]);
        boolean waits = rules.opRank(subject) == Rank.READ;
        return Optional.of(new HangProof(subject, waits ? waitsSince.applyAsLong(subject) : 0, links));
    }

    /** An INIT or a start-up message changes what a CPU does in ways that are not followed up here. */
    private boolean anInitMayStillHit() {
        for (int slot = 0; slot < state.slots(); slot++) {
            DeliveryMode mode = DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
            long status = state.message(slot, STATUS);
            if (status != FREE && status != HELD && (mode == DeliveryMode.INIT || mode == DeliveryMode.STARTUP)) {
                return true;
            }
        }
        return false;
    }

    private boolean isPending(Class<? extends PrimitiveChange> type, int cpu) {
        for (PrimitiveChange change : pending) {
            if (type.isInstance(change) && change.cpu() == cpu) {
                return true;
            }
        }
        return false;
    }

    private boolean finishesStep(int cpu) {
        if (state.is(cpu, SHUT_DOWN)) {
            // An NMI wakes it unless it shut down inside an NMI handler.
            return !state.is(cpu, IN_NMI);
        }
        if (state.is(cpu, WAIT_FOR_SIPI)
                || (state.is(cpu, IN_SMM) && !isPending(PrimitiveChange.LeaveSmm.class, cpu))) {
            return false;
        }
        Op op = rules.op(cpu);
        return switch (op.kind()) {
            case SPIN ->
                state.top(cpu, SCRIPT) == model.stuckHandler && isPending(PrimitiveChange.LeaveNmiHandler.class, cpu);
            case HALT -> false;
            case WAIT ->
                (op.plan() != null && op.plan().isBounded())
                        || !rules.busy(cpu, WaitSite.values()[op.a()])
                        || statusMayClear(cpu);
            default -> true;
        };
    }

    private boolean leavesNmi(int cpu) {
        if (!state.is(cpu, IN_NMI)) {
            return true;
        }
        if (state.is(cpu, SHUT_DOWN) || !mayFinishStep[cpu]) {
            return false;
        }
        // Every frame down to that of the NMI has to come to its return.
        for (int level = state.depth(cpu) - 1; level >= 0; level--) {
            CpuScript script = model.scripts[(int) state.frame(cpu, level, SCRIPT)];
            int pc = (int) state.frame(cpu, level, PC);
            boolean stuck = state.frame(cpu, level, SCRIPT) == model.stuckHandler;
            if (!script.reachesReturn[pc] && !stuck) {
                return false;
            }
            if ((state.frame(cpu, level, KIND) & FRAME_KIND) == NMI) {
                return true;
            }
        }
        return true;
    }

    private boolean statusMayClear(int cpu) {
        if (state.is(cpu, WEDGED) && !isPending(PrimitiveChange.UnwedgeSender.class, cpu)) {
            return false;
        }
        int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
        return slot < 0 || mayBeAccepted(slot);
    }

    private boolean mayBeAccepted(int slot) {
        long status = state.message(slot, STATUS);
        int sender = (int) state.message(slot, SENDER);
        if (status == HELD) {
            return isPending(PrimitiveChange.CompletePendingCommand.class, sender);
        } else if (status == UNANSWERED) {
            for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
                if (state.is(cpu, ANSWERS) || isPending(PrimitiveChange.RestoreApic.class, cpu)) {
                    return true;
                }
            }
            return false;
        } else if (status != REFUSED) {
            return true;
        }
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (!mayAccept(slot, cpu)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayAccept(int slot, int cpu) {
        return switch (DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8)) {
            case NMI -> mayLeaveNmi[cpu];
            // A fixed message is refused for want of a free slot, or by a software-disabled APIC.
            case FIXED, LOWEST_PRIORITY ->
                mayFinishStep[cpu]
                        || state.is(cpu, INTERRUPTS_ON)
                        || isPending(PrimitiveChange.EnableInterrupts.class, cpu)
                        || isPending(PrimitiveChange.LeaveNmiHandler.class, cpu);
            default -> true;
        };
    }

    // --- in words
    // ------------------------------------------------------------------------------------------------------

    private void explain(int cpu, List<HangProof.Link> links, boolean[] explained) {
        if (explained[cpu]) {
            links.add(new HangProof.Link(cpu, "CPU " + cpu + " is in this chain already", "the wait is a circle"));
            return;
        }
        explained[cpu] = true;
        if (!rules.executes(cpu)) {
            String why = state.is(cpu, IN_SMM)
                    ? "is in system management mode"
                    : state.is(cpu, SHUT_DOWN) ? "has shut down inside an NMI handler" : "waits for a start-up message";
            links.add(new HangProof.Link(cpu, "CPU " + cpu + " " + why, "nothing still to come ends that"));
            return;
        }
        Op op = rules.op(cpu);
        if (op.kind() != OpKind.WAIT) {
            links.add(new HangProof.Link(
                    cpu,
                    "CPU " + cpu + " is in " + model.scripts[(int) state.top(cpu, SCRIPT)] + ": " + op.words(),
                    "nothing still to come ends that"));
            return;
        }
        links.add(new HangProof.Link(
                cpu,
                "CPU " + cpu + " waits without limit, since " + Picoseconds.format(waitsSince.applyAsLong(cpu))
                        + ", for " + op.words(),
                ""));
        if (state.is(cpu, WEDGED)) {
            links.add(new HangProof.Link(
                    cpu,
                    "the bit is 1 because the local APIC of CPU " + cpu + " is wedged and never finishes a send",
                    "nothing still to come frees it"));
            return;
        }
        explainMessage((int) state.get(cpu, ICR_MESSAGE) - 1, links, explained);
    }

    private void explainMessage(int slot, List<HangProof.Link> links, boolean[] explained) {
        int sender = (int) state.message(slot, SENDER);
        long status = state.message(slot, STATUS);
        if (status == HELD) {
            links.add(new HangProof.Link(
                    sender,
                    "the bit is 1 for a command that CPU " + sender + " gave before the crash and that nobody accepts",
                    "nothing still to come completes it"));
            return;
        }
        DeliveryMode mode = DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
        if (status == UNANSWERED) {
            links.add(new HangProof.Link(
                    sender,
                    "its " + mode.words()
                            + " message is answered by no local APIC, and the hardware repeats it for ever",
                    "the target is absent or powered off, and nothing still to come brings it back"));
            return;
        }
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (mayAccept(slot, cpu)) {
                continue;
            }
            if (mode != DeliveryMode.NMI) {
                links.add(new HangProof.Link(
                        cpu,
                        "CPU " + cpu + " has no free slot for the " + mode.words() + " message and has interrupts off",
                        "nothing still to come turns them on"));
                return;
            }
            links.add(new HangProof.Link(
                    cpu,
                    "the bit is 1 because CPU " + cpu + " refuses the NMI of CPU " + sender
                            + ": it is inside an NMI handler"
                            + (model.options.nmiAcceptance() == ModelOptions.NmiAcceptance.RETRY_WHEN_LATCH_FULL
                                    ? " with one more NMI latched"
                                    : ""),
                    ""));
            boolean stuckInOwnWait = rules.executes(cpu) && rules.op(cpu).kind() == OpKind.WAIT;
            if (stuckInOwnWait) {
                explain(cpu, links, explained);
            } else {
                links.add(new HangProof.Link(cpu, "only an IRET on CPU " + cpu + " could clear it", whyNoReturn(cpu)));
            }
            return;
        }
    }

    private String whyNoReturn(int cpu) {
        if (state.is(cpu, SHUT_DOWN)) {
            return "the CPU has shut down inside the handler; only a reset helps";
        }
        CpuScript script = model.scripts[(int) state.top(cpu, SCRIPT)];
        return "the CPU is in " + script + ", and nothing still to come ends it";
    }
}
