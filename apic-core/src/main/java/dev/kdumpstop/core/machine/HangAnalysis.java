package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.apic.Deviation;
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
 * Where another CPU may still end the run, or an INIT, a start-up message or a RESET may still come, nothing is proved.
 */
final class HangAnalysis {
    private static final String NOTHING_ENDS_THAT = "nothing still to come ends that";

    private final MachineModel model;
    private final MachineState state;
    private final Rules rules;
    private final List<PrimitiveChange> pending;
    private final IntToLongFunction waitsSince;
    private final boolean[] mayFinishStep;
    private final boolean[] mayLeaveNmi;
    /** What the CPUs that may go on, and all handlers, may do; bits as in {@link CpuScript#ahead}. */
    private int mayBeDone;
    /** What the NMI handlers, and the handlers of vectors, may do. */
    private int nmiHandlersDo;

    private int vectorHandlersDo;

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
        if (somethingIsNotFollowed()) {
            return Optional.empty();
        }
        for (int handler : model.nmiHandlers) {
            nmiHandlersDo |= model.scripts[handler].ahead[0];
        }
        for (int handler : model.vectorHandler) {
            vectorHandlersDo |= model.scripts[handler].ahead[0];
        }
        mayBeDone = nmiHandlersDo | vectorHandlersDo;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (state.is(cpu, COMMAND_QUEUED)) {
                mayBeDone |= CpuScript.sends(DeliveryMode.ofCode((int) state.get(cpu, QUEUED_ICR) >> 8));
            }
        }
        for (PrimitiveChange change : pending) {
            mayBeDone |= sends(change);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                if (!mayFinishStep[cpu] && finishesStep(cpu)) {
                    mayFinishStep[cpu] = true;
                    mayBeDone |= ahead(cpu);
                    changed = true;
                }
                if (!mayLeaveNmi[cpu] && leavesNmi(cpu)) {
                    mayLeaveNmi[cpu] = true;
                    changed = true;
                }
            }
        }
        int subject = model.subject;
        int unfollowed =
                CpuScript.ENDS_THE_RUN | CpuScript.sends(DeliveryMode.INIT) | CpuScript.sends(DeliveryMode.STARTUP);
        if (mayFinishStep[subject] || (mayBeDone & unfollowed) != 0) {
            return Optional.empty();
        }
        List<HangProof.Link> links = new ArrayList<>();
        explain(subject, links, new boolean[model.cpus]);
        boolean waits = rules.opRank(subject) == Rank.READ;
        return Optional.of(new HangProof(subject, waits ? waitsSince.applyAsLong(subject) : 0, links));
    }

    /** What a change from outside may send. */
    private static int sends(PrimitiveChange change) {
        if (change instanceof PrimitiveChange.SendIpi send) {
            return CpuScript.sends(DeliveryMode.ofCode(send.low() >> 8));
        } else if (change instanceof PrimitiveChange.ReceiveMessage message) {
            return CpuScript.sends(message.mode());
        }
        return change instanceof PrimitiveChange.AssertLine ? CpuScript.sends(DeliveryMode.FIXED) : 0;
    }

    /**
     * An INIT, a start-up message, a RESET, an APIC that is turned off or over, a command that raises #GP, or a machine check
     * that ends the run, change what a CPU does in ways that are not followed up here.
     */
    private boolean somethingIsNotFollowed() {
        for (PrimitiveChange change : pending) {
            boolean mayShutDown = change instanceof PrimitiveChange.RaiseMachineCheck
                    && (state.is(change.cpu(), MACHINE_CHECKS_OFF)
                            || isPending(PrimitiveChange.ClearMachineCheckEnable.class, change.cpu()));
            if (change instanceof PrimitiveChange.Reset
                    || change instanceof PrimitiveChange.TurnApicOff
                    || change instanceof PrimitiveChange.SetApicMode
                    || (change instanceof PrimitiveChange.SendIpi send && mayFault(send))
                    || mayShutDown) {
                return true;
            }
        }
        for (int slot = 0; slot < state.slots(); slot++) {
            DeliveryMode mode = DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
            long status = state.message(slot, STATUS);
            boolean inTheAir = status != FREE && status != HELD && !(status == UNANSWERED && nobodyWillAnswer(slot));
            if (inTheAir && (mode == DeliveryMode.INIT || mode == DeliveryMode.STARTUP)) {
                return true;
            }
        }
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (state.is(cpu, INIT_LATCHED) && mayTakeInit(cpu)) {
                return true;
            }
        }
        return false;
    }

    /** In x2APIC mode a command with reserved bits raises #GP, which ends what the CPU was doing. */
    private boolean mayFault(PrimitiveChange.SendIpi send) {
        return rules.apic.isX2apic(send.cpu())
                && !rules.apic.takesWrite(send.cpu(), ApicRegister.ICR.offset(), send.low());
    }

    private boolean mayTakeInit(int cpu) {
        boolean held = (state.is(cpu, IN_SMM) && !isPending(PrimitiveChange.LeaveSmm.class, cpu))
                || (state.is(cpu, VMX_ROOT) && !isPending(PrimitiveChange.LeaveVmxRoot.class, cpu));
        return !held && !rules.target.isDead(cpu);
    }

    /** What the frames of a CPU may still do. */
    private int ahead(int cpu) {
        int all = 0;
        // A time-out may repeat the command the ICR holds.
        DeliveryMode held = DeliveryMode.ofCode((int) state.get(cpu, ICR) >> 8);
        for (int level = 0; level < state.depth(cpu); level++) {
            all |= model.scripts[(int) state.frame(cpu, level, SCRIPT)].ahead[(int) state.frame(cpu, level, PC)];
        }
        return (all & CpuScript.REWRITES) != 0 ? all | CpuScript.sends(held) : all;
    }

    private boolean isPending(Class<? extends PrimitiveChange> type, int cpu) {
        for (PrimitiveChange change : pending) {
            if (type.isInstance(change) && change.cpu() == cpu) {
                return true;
            }
        }
        return false;
    }

    /** Why a CPU executes nothing from now on, or empty if it does or may. */
    private Optional<String> stopped(int cpu) {
        if (state.is(cpu, WAIT_FOR_SIPI)) {
            return Optional.of("waits for a start-up message");
        } else if (state.is(cpu, HANGING)) {
            return Optional.of("hangs: the I/O APIC sent an interrupt to its local APIC, which was disabled");
        } else if (state.is(cpu, DESCHEDULED) && !isPending(PrimitiveChange.Reschedule.class, cpu)) {
            return Optional.of("gets no CPU time");
        } else if (rules.target.isDead(cpu)) {
            return Optional.of(
                    state.is(cpu, IN_SMM)
                            ? "has shut down in system management mode"
                            : "has shut down inside an NMI handler");
        } else if (state.is(cpu, IN_SMM) && !isPending(PrimitiveChange.LeaveSmm.class, cpu)) {
            return Optional.of("is in system management mode");
        }
        return state.is(cpu, SHUT_DOWN) && !mayTakeNmi(cpu) && !mayTakeSmi(cpu)
                ? Optional.of("has shut down")
                : Optional.empty();
    }

    /** Whether an SMI may still come and end a shutdown. */
    private boolean mayTakeSmi(int cpu) {
        return rules.target.smiEndsShutdown()
                && (isPending(PrimitiveChange.EnterSmm.class, cpu)
                        || (mayBeDone & CpuScript.sends(DeliveryMode.SMI)) != 0
                        || isUnderWayTo(cpu, DeliveryMode.SMI));
    }

    private boolean finishesStep(int cpu) {
        if (stopped(cpu).isPresent()) {
            return false;
        } else if (state.is(cpu, SHUT_DOWN)) {
            // The NMI or SMI that may come wakes it.
            return true;
        }
        Op op = rules.op(cpu);
        return switch (op.kind()) {
            case SPIN ->
                state.top(cpu, SCRIPT) == model.stuckHandler && isPending(PrimitiveChange.LeaveNmiHandler.class, cpu);
            case HALT -> false;
            case CLEAR_IO_APIC -> !rules.isLockedOut(cpu) || mayBeReleased();
            case WAIT ->
                (op.plan() != null && op.plan().isBounded())
                        || !rules.busy(cpu)
                        // A remote read is answered in any case, if only by "invalid".
                        || op.a() == WaitSite.REMOTE_READ_DONE.ordinal()
                        || statusMayClear(cpu)
                        || mayBeOverwritten(cpu);
            default -> true;
        };
    }

    private int lockHolder() {
        return (int) state.global(LOCK_HOLDER) - 1;
    }

    private boolean mayBeReleased() {
        return isPending(PrimitiveChange.ReleaseIoApicLock.class, lockHolder());
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
        } else if (isPageDead(cpu) || rules.apic.isStatusStored(cpu)) {
            return false;
        }
        int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
        return slot < 0 || mayBeAccepted(slot);
    }

    /** The kernel reads and writes a page that is not there. */
    private boolean isPageDead(int cpu) {
        return !model.x2apic && rules.apic.isPageDead(cpu);
    }

    /** A handler that interrupts the wait may write its own command over the one that is stuck. */
    private boolean mayBeOverwritten(int cpu) {
        boolean replaces = model.options.icrWriteWhileBusy() == ModelOptions.IcrWriteWhileBusy.REPLACE;
        boolean wedged = state.is(cpu, WEDGED) && !isPending(PrimitiveChange.UnwedgeSender.class, cpu);
        if (wedged || isPageDead(cpu) || !(replaces || rules.apic.isStatusStored(cpu))) {
            return false;
        } else if (isPending(PrimitiveChange.SendIpi.class, cpu)) {
            return true;
        }
        boolean interrupts = state.is(cpu, INTERRUPTS_ON) || isPending(PrimitiveChange.EnableInterrupts.class, cpu);
        return (mayTakeNmi(cpu) && (nmiHandlersDo & CpuScript.ANY_SEND) != 0)
                || (interrupts && (vectorHandlersDo & CpuScript.ANY_SEND) != 0);
    }

    private boolean mayTakeNmi(int cpu) {
        return mayLeaveNmi[cpu]
                && (state.is(cpu, NMI_LATCHED)
                        || isPending(PrimitiveChange.RaiseNmi.class, cpu)
                        || (mayBeDone & CpuScript.sends(DeliveryMode.NMI)) != 0
                        || isUnderWayTo(cpu, DeliveryMode.NMI));
    }

    private boolean isUnderWayTo(int cpu, DeliveryMode mode) {
        for (int slot = 0; slot < state.slots(); slot++) {
            if (state.message(slot, STATUS) != FREE && mode(slot) == mode && state.pending(slot, cpu)) {
                return true;
            }
        }
        return false;
    }

    private DeliveryMode mode(int slot) {
        return DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
    }

    private boolean mayBeAccepted(int slot) {
        long status = state.message(slot, STATUS);
        if (status == HELD) {
            int sender = (int) state.message(slot, SENDER);
            return isPending(PrimitiveChange.CompletePendingCommand.class, sender);
        } else if (rules.onBus() && (isCorruptedForEver(slot) || starver(slot) >= 0)) {
            return false;
        } else if (status != REFUSED && status != UNANSWERED) {
            return true;
        }
        boolean anyAnswers = false;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            boolean accepts = mayAccept(slot, cpu);
            boolean mayAnswer = state.is(cpu, ANSWERS) || isPending(PrimitiveChange.RestoreApic.class, cpu);
            if (mayAnswer && accepts && (status == UNANSWERED || mode(slot) == DeliveryMode.LOWEST_PRIORITY)) {
                return true;
            }
            if (refusesForEver(slot, cpu) && mode(slot) != DeliveryMode.LOWEST_PRIORITY) {
                return false;
            }
            anyAnswers |= mayAnswer;
        }
        if (mode(slot) == DeliveryMode.LOWEST_PRIORITY && anyAnswers) {
            return false;
        }
        return status == REFUSED && (anyAnswers || !rules.repeatsUnanswered(slot));
    }

    // --- the 3-wire bus
    // ------------------------------------------------------------------------------------------------

    /** Every try to come has a checksum error, and the hardware does not give up. */
    private boolean isCorruptedForEver(int slot) {
        boolean judged = slot == rules.bus.onBus() && rules.bus.goesOn();
        int sender = (int) state.message(slot, SENDER);
        return rules.bus.isCorruptedForEver(slot)
                && !isPending(PrimitiveChange.CorruptMessages.class, sender)
                && (!rules.bus.isCommand(slot) || rules.isSentAgain(slot))
                && !judged;
    }

    private boolean nobodyWillAnswer(int slot) {
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (state.is(cpu, ANSWERS) || isPending(PrimitiveChange.RestoreApic.class, cpu)) {
                return false;
            }
        }
        return true;
    }

    /** The message because of which this one never gets the 3-wire bus, or -1 if it may. */
    private int starver(int slot) {
        int has = rules.bus.onBus();
        if (slot == has || rules.bus.message(slot) == BusMessage.EOI) {
            return -1;
        }
        for (int other = 0; other < state.slots(); other++) {
            if (rules.bus.isFlood(other) && !mayEndTraffic(other)) {
                return other;
            }
        }
        return has >= 0 && rules.bus.beats(has, slot) && failsForEver(has) ? has : -1;
    }

    private boolean mayEndTraffic(int slot) {
        int cpu = (int) state.message(slot, SENDER);
        return isPending(PrimitiveChange.UnloadBus.class, cpu) || isPending(PrimitiveChange.LoadBus.class, cpu);
    }

    /**
     * Whether the message that has the bus gets it again and again: each of its tries ends in an error, which leaves the
     * arbitration ids as they are. Other senders with a higher id get the bus too; what they send raises the lower ids alike.
     * Only an EOI message, which goes before its turn, or one more message of the same sender could change the order.
     */
    private boolean failsForEver(int slot) {
        boolean unanswered = state.message(slot, STATUS) == UNANSWERED && nobodyWillAnswer(slot);
        int sender = (int) state.message(slot, SENDER);
        return (unanswered || isCorruptedForEver(slot))
                && !(rules.bus.isTraffic(slot) && mayEndTraffic(slot))
                && !mayWriteIcr(sender)
                && !sendsSomethingElse(slot)
                && !anEoiMessageMayBeSent()
                && haveDifferentArbitrationIds();
    }

    /** With more than 16 senders on a bus the order among equals is nobody's rule. */
    private boolean haveDifferentArbitrationIds() {
        int seen = 0;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            int id = 1 << state.get(cpu, ARBITRATION_ID);
            if ((seen & id) != 0) {
                return false;
            }
            seen |= id;
        }
        return true;
    }

    private boolean mayWriteIcr(int cpu) {
        int does = (mayFinishStep[cpu] ? ahead(cpu) : 0) | (mayTakeNmi(cpu) ? nmiHandlersDo : 0) | vectorHandlersDo;
        return (does & CpuScript.ANY_SEND) != 0
                || state.is(cpu, COMMAND_QUEUED)
                || isPending(PrimitiveChange.SendIpi.class, cpu);
    }

    private boolean sendsSomethingElse(int slot) {
        for (int other = 0; other < state.slots(); other++) {
            boolean same = state.message(other, SENDER) == state.message(slot, SENDER);
            if (other != slot && same && state.message(other, STATUS) != FREE && state.message(other, STATUS) != HELD) {
                return true;
            }
        }
        return false;
    }

    private boolean anEoiMessageMayBeSent() {
        for (PrimitiveChange change : pending) {
            if (change instanceof PrimitiveChange.LoadBus || change instanceof PrimitiveChange.AssertLine) {
                return true;
            }
        }
        for (int slot = 0; slot < state.slots(); slot++) {
            if (state.message(slot, STATUS) != FREE && rules.bus.message(slot) == BusMessage.EOI) {
                return true;
            }
        }
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (state.highest(cpu, TMR) >= 0) {
                return true;
            }
        }
        return model.apic.has(Deviation.TRIGGER_MODE_IS_KEPT);
    }

    private boolean refusesForEver(int slot, int cpu) {
        return state.message(slot, STATUS) == REFUSED
                && state.is(cpu, ANSWERS)
                && !isPending(PrimitiveChange.RemoveApic.class, cpu)
                && !mayAccept(slot, cpu);
    }

    private boolean mayAccept(int slot, int cpu) {
        return rules.target.isWilling(slot, cpu) || mayBecomeWilling(slot, cpu);
    }

    private boolean mayBecomeWilling(int slot, int cpu) {
        return switch (mode(slot)) {
            case NMI -> mayLeaveNmi[cpu];
            // A fixed message is refused for want of a free slot, or by a software-disabled APIC.
            case FIXED, LOWEST_PRIORITY ->
                mayFinishStep[cpu]
                        || state.is(cpu, INTERRUPTS_ON)
                        || isPending(PrimitiveChange.EnableInterrupts.class, cpu)
                        || isPending(PrimitiveChange.WriteRegister.class, cpu)
                        || (mayTakeNmi(cpu) && (nmiHandlersDo & CpuScript.WRITES_SVR) != 0);
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
        Optional<String> stopped = stopped(cpu);
        if (stopped.isPresent()) {
            links.add(new HangProof.Link(cpu, "CPU " + cpu + " " + stopped.get(), NOTHING_ENDS_THAT));
            return;
        }
        Op op = rules.op(cpu);
        if (rules.isLockedOut(cpu)) {
            explainLock(cpu, links);
            return;
        } else if (op.kind() != OpKind.WAIT) {
            links.add(new HangProof.Link(
                    cpu,
                    "CPU " + cpu + " is in " + model.scripts[(int) state.top(cpu, SCRIPT)] + ": " + op.words(),
                    NOTHING_ENDS_THAT));
            return;
        }
        links.add(new HangProof.Link(
                cpu,
                "CPU " + cpu + " waits without limit, since " + Picoseconds.format(waitsSince.applyAsLong(cpu))
                        + ", for " + op.words(),
                ""));
        if (isPageDead(cpu)) {
            links.add(new HangProof.Link(
                    cpu,
                    "the bit reads 1 because there are no APIC registers in memory: the local APIC of CPU " + cpu
                            + " is " + (rules.apic.isOn(cpu) ? "in x2APIC mode" : "turned off")
                            + ", and every read gives all ones",
                    NOTHING_ENDS_THAT));
            return;
        } else if (rules.apic.isStatusStored(cpu)) {
            links.add(new HangProof.Link(
                    cpu,
                    "the bit is 1 because it was written as 1 and the local APIC of CPU " + cpu
                            + " stores what is written",
                    "nothing still to come writes the ICR again"));
            return;
        }
        if (state.is(cpu, WEDGED) && !isPending(PrimitiveChange.UnwedgeSender.class, cpu)) {
            links.add(new HangProof.Link(
                    cpu,
                    "the bit is 1 because the local APIC of CPU " + cpu + " is wedged and never finishes a send",
                    "nothing still to come frees it"));
            return;
        }
        explainMessage((int) state.get(cpu, ICR_MESSAGE) - 1, links, explained);
    }

    private void explainLock(int cpu, List<HangProof.Link> links) {
        int holder = lockHolder();
        links.add(new HangProof.Link(
                cpu, "CPU " + cpu + " spins for the lock of the I/O APIC, which CPU " + holder + " holds", ""));
        boolean inHandler = state.depth(holder) > 1;
        links.add(new HangProof.Link(
                holder,
                "CPU " + holder
                        + (inHandler ? " was stopped before it came to release it" : " does not come to release it"),
                NOTHING_ENDS_THAT));
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
        DeliveryMode mode = mode(slot);
        if (rules.onBus() && isCorruptedForEver(slot)) {
            links.add(new HangProof.Link(
                    sender,
                    "the bit is 1 because every message of CPU " + sender
                            + " has a checksum error on the 3-wire bus, and the hardware repeats it for ever",
                    NOTHING_ENDS_THAT));
            return;
        } else if (rules.onBus() && starver(slot) >= 0) {
            explainStarvation(slot, starver(slot), links);
            return;
        }
        boolean refused = false;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            refused |= refusesForEver(slot, cpu);
        }
        if (!refused) {
            links.add(new HangProof.Link(
                    sender,
                    "the bit is 1 because its " + mode.words()
                            + " message is answered by no local APIC, and the hardware repeats it for ever",
                    "the target is absent or powered off, and nothing still to come brings it back"));
            return;
        }
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (!refusesForEver(slot, cpu)) {
                continue;
            }
            if (mode != DeliveryMode.NMI) {
                boolean enabled = (state.stored(cpu, ApicRegister.SVR.offset()) & ApicBits.SVR_ENABLE) != 0;
                links.add(new HangProof.Link(
                        cpu,
                        "CPU " + cpu
                                + (enabled
                                        ? " has no free slot for the "
                                        : "'s local APIC is software-disabled and refuses the ")
                                + mode.words() + " message, and its interrupts are off",
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

    private void explainStarvation(int slot, int starver, List<HangProof.Link> links) {
        int sender = (int) state.message(slot, SENDER);
        int other = (int) state.message(starver, SENDER);
        links.add(new HangProof.Link(
                sender, "the bit is 1 because its " + mode(slot).words() + " message never gets the 3-wire bus", ""));
        if (rules.bus.isFlood(starver)) {
            links.add(new HangProof.Link(
                    other,
                    "the local APIC of CPU " + other
                            + " sends EOI messages without a pause, and these win the arbitration against all others",
                    NOTHING_ENDS_THAT));
            return;
        }
        String error = isCorruptedForEver(starver) ? "has a checksum error every time" : "is answered by no local APIC";
        links.add(new HangProof.Link(
                other,
                "a message of CPU " + other + " " + error
                        + " and is repeated for ever; an error leaves the arbitration ids"
                        + " as they are, and CPU " + other + " has " + state.get(other, ARBITRATION_ID) + ", CPU "
                        + sender + " only " + state.get(sender, ARBITRATION_ID),
                NOTHING_ENDS_THAT));
    }

    private String whyNoReturn(int cpu) {
        if (state.is(cpu, SHUT_DOWN)) {
            return "the CPU has shut down inside the handler; only a reset helps";
        }
        CpuScript script = model.scripts[(int) state.top(cpu, SCRIPT)];
        return "the CPU is in " + script + ", and nothing still to come ends it";
    }
}
