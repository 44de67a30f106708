package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.RemoteReadStatus;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.apic.Destinations;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.apic.IcrRules;
import dev.kdumpstop.core.machine.ModelOptions.AbsentDestination;
import dev.kdumpstop.core.machine.ModelOptions.DisabledFixed;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;

/**
 * The machine's rules: which transitions a state enables, and what firing one does. There is no time here; whoever drives
 * the rules decides which enabled transition comes next.
 *
 * <p>Sources: apic-facts 1.5 (ICR), 1.7 (destination matching), 1.9 to 1.12 (IRR, SVR, events at the target), 2.1 to 2.4
 * (delivery status, acceptance).
 */
final class Rules {
    private static final int RRS_MASK = 0x3_0000;

    private final MachineModel model;
    private final Effects effects;
    final MachineState state;
    final LocalApic apic;

    Rules(MachineModel model, MachineState state, Effects effects) {
        this.model = model;
        this.state = state;
        this.effects = effects;
        this.apic = new LocalApic(model, state, effects);
    }

    Rules(MachineModel model, MachineState state) {
        this(model, state, Effects.NONE);
    }

    /** What a driver has to know of a transition beyond the state itself. */
    interface Effects {
        /** Nobody listens. */
        Effects NONE = new Effects() {
            @Override
            public void cpuChanged(int cpu) {}

            @Override
            public void restarted(int cpu) {}

            @Override
            public void sent(int slot) {}

            @Override
            public void commanded(int slot) {}

            @Override
            public void overwritten(int slot) {}

            @Override
            public void settled(int slot) {}

            @Override
            public void refused(int slot) {}

            @Override
            public void statusChanging(int cpu) {}

            @Override
            public void statusIdle(int cpu) {}

            @Override
            public void allAcknowledged() {}

            @Override
            public void roundBegun() {}

            @Override
            public void timerStarted(int cpu) {}

            @Override
            public void timerChanged(int cpu) {}

            @Override
            public void timerDeadline(int cpu, long tsc) {}

            @Override
            public int timerCount(int cpu) {
                return 0;
            }

            @Override
            public void event(EventKind kind, int cpu, long a, long b) {}
        };

        /** What this CPU can do may have changed. */
        void cpuChanged(int cpu);

        /** Everything this CPU was doing is gone. */
        void restarted(int cpu);

        /** A command became a message of its own, which may have to wait for the interconnect. */
        void commanded(int slot);

        /** A message is about to be written over by its sender. */
        void overwritten(int slot);

        /** A message was handed to the interconnect. */
        void sent(int slot);

        /** A message is about to leave its slot: accepted, dropped or overwritten. */
        void settled(int slot);

        /** A message found its targets unwilling and will be tried again. */
        void refused(int slot);

        /** What this CPU reads from its ICR is about to change: a message or a fault takes hold of it or lets go. */
        void statusChanging(int cpu);

        /** Delivery status of this CPU went from busy to idle. */
        void statusIdle(int cpu);

        /** The last answer asked for has come. */
        void allAcknowledged();

        /** The answers given so far no longer count. */
        void roundBegun();

        /** The timer's initial count was written. */
        void timerStarted(int cpu);

        /** The timer's divider or mode was written, or the timer was reset. */
        void timerChanged(int cpu);

        /** MSR 6E0H was written. */
        void timerDeadline(int cpu, long tsc);

        /** What the timer has still to count. */
        int timerCount(int cpu);

        /** Something worth a line in a time-line. */
        void event(EventKind kind, int cpu, long a, long b);
    }

    // --- what is enabled
    // -----------------------------------------------------------------------------------------------

    Op op(int cpu) {
        return model.scripts[(int) state.top(cpu, SCRIPT)].ops[(int) state.top(cpu, PC)];
    }

    /** Whether the CPU executes instructions at all. */
    boolean executes(int cpu) {
        return (state.get(cpu, FLAGS) & (IN_SMM | SHUT_DOWN | WAIT_FOR_SIPI)) == 0 && state.depth(cpu) > 0;
    }

    /** The rank of the step the CPU would execute next, or NONE. */
    Rank opRank(int cpu) {
        return executes(cpu) && state.global(ENDED) == 0 ? op(cpu).kind().rank : Rank.NONE;
    }

    /** Whether the CPU takes a latched NMI now: not inside another one, not in SMM, not before its start-up IPI. */
    boolean takesNmi(int cpu) {
        return (state.get(cpu, FLAGS) & (NMI_LATCHED | IN_NMI | IN_SMM | WAIT_FOR_SIPI)) == NMI_LATCHED;
    }

    /** The vector pending that the CPU takes now, or -1. */
    int vectorTaken(int cpu) {
        long flags = state.get(cpu, FLAGS);
        boolean takes = (flags & INTERRUPTS_ON) != 0 && (flags & (IN_SMM | SHUT_DOWN | WAIT_FOR_SIPI)) == 0;
        return takes ? apic.pending(cpu) : -1;
    }

    boolean entryEnabled(int cpu) {
        return state.global(ENDED) == 0 && (takesNmi(cpu) || vectorTaken(cpu) >= 0);
    }

    /** Whether a refused message would find a target willing now. */
    boolean retryEnabled(int slot) {
        long status = state.message(slot, STATUS);
        if (status != REFUSED && status != UNANSWERED) {
            return false;
        }
        boolean answered = false;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (wouldAccept(slot, cpu)) {
                return true;
            }
            answered |= state.is(cpu, ANSWERS);
        }
        // Those that refused it may be gone by now.
        return status == REFUSED && !answered && !repeatsUnanswered(slot);
    }

    boolean busy(int cpu, WaitSite site) {
        if (site == WaitSite.REMOTE_READ_DONE) {
            return RemoteReadStatus.ofCode((int) state.get(cpu, ICR) >> 16) == RemoteReadStatus.IN_PROGRESS;
        }
        return busy(cpu);
    }

    boolean busy(int cpu) {
        return apic.busy(cpu);
    }

    int icrLowAsRead(int cpu) {
        return apic.value(cpu, ApicRegister.ICR.offset());
    }

    // --- the interconnect
    // ----------------------------------------------------------------------------------------------

    private boolean onBus() {
        return model.interconnect == InterconnectKind.APIC_BUS;
    }

    /** Whether a command written to the ICR sets delivery status until it is settled. */
    private boolean showsStatus(int sender) {
        return !apic.isX2apic(sender) && model.interconnect != InterconnectKind.INSTANT;
    }

    private int newMessage(int sender, long icr, long outside) {
        int slot = state.allocate();
        state.message(slot, STATUS, WAITING_FOR_BUS);
        state.message(slot, SENDER, sender);
        state.message(slot, WORD, icr);
        effects.commanded(slot);
        effects.event(EventKind.SENT, sender, icr, outside);
        return slot;
    }

    /** Sends what the ICR holds; {@code written} has the destination in bits 63:32, as 8 or 32 bits. */
    private void sendByIcr(int sender, long written) {
        int low = (int) written;
        if (model.icrRules.isUnsupportedLowestPriority(low)) {
            apic.latchError(sender, ApicBits.ESR_REDIRECTABLE_IPI);
            return;
        }
        if (IcrRules.isIllegalVector(low)) {
            apic.sentIllegalVector(sender);
        }
        boolean deassert = IcrRules.isInitDeassert(low);
        if (!model.icrRules.isSent(low) || (deassert && model.icrRules.ignoresInitDeassert())) {
            effects.event(EventKind.NOT_SENT, sender, written, 0);
            return;
        }
        long icr = written >>> 32 << 32 | Integer.toUnsignedLong(model.icrRules.sentLow(low));
        int slot = newMessage(sender, icr, 0);
        if (showsStatus(sender)) {
            state.set(sender, ICR_MESSAGE, slot + 1L);
        }
        DeliveryMode mode = IcrRules.mode((int) icr);
        if (mode == DeliveryMode.REMOTE_READ) {
            setRemoteReadStatus(sender, RemoteReadStatus.IN_PROGRESS);
        }
        boolean skipsDisabled = model.logicalNmiSkipsDisabled
                && mode == DeliveryMode.NMI
                && !apic.isX2apic(sender)
                && (low & (Icr.LOGICAL | Icr.ALL_EXCLUDING_SELF)) == Icr.LOGICAL;
        boolean answered = false;
        boolean named = false;
        boolean everybody = onBus() && deassert;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (everybody || addresses(sender, icr, cpu)) {
                named = true;
                state.pending(slot, cpu, !(skipsDisabled && !apic.isEnabled(cpu)));
                answered |= state.is(cpu, ANSWERS);
            }
        }
        if (!named && model.sendAcceptOnAnyTransport && (low & Icr.ALL_EXCLUDING_SELF) == 0) {
            apic.latchError(sender, ApicBits.ESR_SEND_ACCEPT);
        }
        if (answered) {
            dropSilentTargets(slot);
        }
        handOver(slot);
    }

    private void sendOutside(int sender, Op op) {
        long word = (long) op.a() << 8 | op.b();
        int slot =
                newMessage(sender, word, op.cpus().size() == 1 ? 1L + op.cpus().lowest() : -1);
        for (int cpu = op.cpus().next(0); cpu >= 0; cpu = op.cpus().next(cpu + 1)) {
            state.pending(slot, cpu, true);
        }
        dropSilentTargets(slot);
        handOver(slot);
    }

    /** An APIC that does not answer among several that do is not missed: the message is accepted by the others. */
    private void dropSilentTargets(int slot) {
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (!state.is(cpu, ANSWERS)) {
                state.pending(slot, cpu, false);
            }
        }
    }

    private void handOver(int slot) {
        if (onBus()) {
            grantBus();
        } else {
            state.message(slot, STATUS, IN_FLIGHT);
            effects.sent(slot);
        }
    }

    /** The 3-wire bus carries one message at a time; among those that wait the highest arbitration id wins (SDM 10.10). */
    private void grantBus() {
        int winner = -1;
        for (int slot = 0; slot < state.slots(); slot++) {
            long status = state.message(slot, STATUS);
            if (status == IN_FLIGHT) {
                return;
            }
            if (status == WAITING_FOR_BUS && (winner < 0 || arbitrationId(slot) > arbitrationId(winner))) {
                winner = slot;
            }
        }
        if (winner >= 0) {
            state.message(winner, STATUS, IN_FLIGHT);
            effects.sent(winner);
        }
    }

    private long arbitrationId(int slot) {
        return state.get((int) state.message(slot, SENDER), ARBITRATION_ID);
    }

    /** After a message: the winner's id becomes 0, the others' rise by one, and 15 wraps to the winner's old id + 1. */
    private void rotateArbitration(int winner) {
        if (!onBus()) {
            return;
        }
        long old = state.get(winner, ARBITRATION_ID);
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            long id = state.get(cpu, ARBITRATION_ID);
            state.set(cpu, ARBITRATION_ID, cpu == winner ? 0 : id == 15 ? old + 1 : id + 1);
        }
    }

    /** The INIT level de-assert does it, in every APIC; Pentium 4 and later do not know it (SDM 10.6.1, 10.10). */
    private void reloadArbitration() {
        for (int cpu = 0; onBus() && cpu < model.cpus; cpu++) {
            state.set(cpu, ARBITRATION_ID, state.stored(cpu, ApicRegister.ID.offset()) >>> 24 & 0xF);
        }
    }

    /** Whether a command names this CPU's APIC (apic-facts 1.7, X5, X10). None leaves the sender's node. */
    private boolean addresses(int sender, long icr, int cpu) {
        if (model.node[sender] != model.node[cpu]) {
            return false;
        }
        int low = (int) icr;
        switch (low & Icr.ALL_EXCLUDING_SELF) {
            case Icr.SELF:
                return cpu == sender;
            case Icr.ALL_INCLUDING_SELF:
                return true;
            case Icr.ALL_EXCLUDING_SELF:
                return cpu != sender;
            default:
                break;
        }
        int destination = (int) (icr >>> 32);
        int id = state.stored(cpu, ApicRegister.ID.offset());
        int ldr = state.stored(cpu, ApicRegister.LDR.offset());
        boolean logical = (low & Icr.LOGICAL) != 0;
        if (apic.isX2apic(cpu)) {
            // A sender in xAPIC mode has 8 bits of a physical id, and no logical id of an APIC in x2APIC mode.
            boolean wide = apic.isX2apic(sender);
            int meant = !wide && destination == 0xFF ? -1 : destination;
            return logical
                    ? wide && Destinations.x2apicLogical(destination, ldr)
                    : Destinations.x2apicPhysical(meant, id);
        } else if (destination == -1) {
            return true;
        } else if (logical) {
            return !model.logicallyUnreachable.contains(cpu)
                    && model.destinations.logical(destination, ldr, state.stored(cpu, ApicRegister.DFR.offset()));
        }
        return model.destinations.physical(destination, id);
    }

    /** A message reaches its targets. */
    void arrive(int slot) {
        long icr = state.message(slot, WORD);
        int sender = (int) state.message(slot, SENDER);
        DeliveryMode mode = DeliveryMode.ofCode((int) icr >> 8);
        if (mode == DeliveryMode.LOWEST_PRIORITY) {
            leaveLowestPriority(slot);
        }
        if (mode == DeliveryMode.REMOTE_READ) {
            rotateArbitration(sender);
            answerRemoteRead(slot, sender, icr);
            settle(slot);
        } else {
            if (IcrRules.isInitDeassert((int) icr)) {
                reloadArbitration();
            }
            deliver(slot, mode, true);
        }
        if (onBus()) {
            grantBus();
        }
    }

    /** A refused message is tried again. */
    void retry(int slot) {
        if (state.message(slot, STATUS) == UNANSWERED) {
            dropSilentTargets(slot);
        }
        DeliveryMode mode = DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
        if (mode == DeliveryMode.LOWEST_PRIORITY) {
            leaveLowestPriority(slot);
        }
        deliver(slot, mode, false);
    }

    private void deliver(int slot, DeliveryMode mode, boolean first) {
        int sender = (int) state.message(slot, SENDER);
        long what = state.message(slot, WORD) & 0x7FF;
        boolean answered = false;
        boolean refused = false;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            answered |= state.is(cpu, ANSWERS);
            if (wouldAccept(slot, cpu)) {
                state.pending(slot, cpu, false);
                effects.event(EventKind.ACCEPTED, cpu, sender, what);
                accept(cpu, state.message(slot, WORD), mode);
            } else if (state.is(cpu, ANSWERS)) {
                refused = true;
                if (first) {
                    effects.event(EventKind.REFUSED, cpu, sender, what);
                }
            }
        }
        boolean byIcr = state.get(sender, ICR_MESSAGE) == slot + 1;
        if (first && answered && !IcrRules.isInitDeassert((int) state.message(slot, WORD))) {
            rotateArbitration(sender);
        } else if (first && !answered && byIcr && onBus()) {
            // An acceptance error: the ids stay (SDM 10.10), everybody notes it (SDM 10.5.3).
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                apic.latchError(cpu, cpu == sender ? ApicBits.ESR_SEND_ACCEPT : ApicBits.ESR_RECEIVE_ACCEPT);
            }
        }
        if (refused) {
            state.message(slot, STATUS, REFUSED);
            effects.refused(slot);
        } else if (!answered && first && repeatsUnanswered(slot) && byIcr) {
            state.message(slot, STATUS, UNANSWERED);
            effects.event(EventKind.UNANSWERED, sender, state.message(slot, WORD), 0);
            effects.refused(slot);
        } else {
            settle(slot);
        }
    }

    /** Hardware repeats what nobody answers on the 3-wire bus, but never a start-up message (SDM 10.6.1, 10.7). */
    boolean repeatsUnanswered(int slot) {
        return DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8) != DeliveryMode.STARTUP
                && (onBus()
                        || (model.interconnect == InterconnectKind.FRONT_SIDE_BUS
                                && model.options.absentDestination() == AbsentDestination.STUCK));
    }

    private void settle(int slot) {
        int sender = (int) state.message(slot, SENDER);
        boolean held = state.get(sender, ICR_MESSAGE) == slot + 1;
        effects.settled(slot);
        state.free(slot);
        if (!held) {
            return;
        }
        effects.statusChanging(sender);
        state.set(sender, ICR_MESSAGE, 0);
        if (state.is(sender, COMMAND_QUEUED)) {
            long queued = state.get(sender, QUEUED_ICR);
            state.flag(sender, COMMAND_QUEUED, false);
            state.set(sender, QUEUED_ICR, 0);
            sendByIcr(sender, queued);
        }
        if (!busy(sender)) {
            effects.event(EventKind.STATUS_IDLE, sender, 0, 0);
            effects.statusIdle(sender);
        }
    }

    /**
     * Leaves one of those that have room for a lowest-priority message. On the 3-wire bus that is a focus processor, which has
     * the vector already, or else the one with the lowest arbitration priority, of several the one with the highest
     * arbitration id; elsewhere the chipset picks the lowest task priority it knows of, of several the lowest CPU (SDM
     * 10.6.2.4, 10.13.2.2).
     */
    private void leaveLowestPriority(int slot) {
        int winner = -1;
        int vector = (int) state.message(slot, WORD) & 0xFF;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (!apic.isEnabled(cpu) && !model.keepsFixedWhileDisabled) {
                state.pending(slot, cpu, false);
            } else if (onBus() && isFocus(cpu, vector)) {
                winner = cpu;
                break;
            } else if (wouldAccept(slot, cpu) && (winner < 0 || beats(cpu, winner))) {
                winner = cpu;
            }
        }
        for (int cpu = state.nextPending(slot, 0); winner >= 0 && cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            state.pending(slot, cpu, cpu == winner);
        }
    }

    /** Whether the APIC has the vector already and checks for that: SVR bit 9 is 0 (SDM 10.9). */
    private boolean isFocus(int cpu, int vector) {
        return (state.stored(cpu, ApicRegister.SVR.offset()) & ApicBits.SVR_FOCUS_DISABLE) == 0
                && (state.bit(cpu, IRR, vector) || state.bit(cpu, ISR, vector));
    }

    private boolean beats(int cpu, int other) {
        if (model.firstTakesLowestPriority) {
            return false;
        }
        if (!onBus()) {
            return taskPriorityClass(cpu) < taskPriorityClass(other);
        }
        int priority = apic.arbitrationPriority(cpu);
        int otherPriority = apic.arbitrationPriority(other);
        return priority != otherPriority
                ? priority < otherPriority
                : state.get(cpu, ARBITRATION_ID) > state.get(other, ARBITRATION_ID);
    }

    private int taskPriorityClass(int cpu) {
        return state.stored(cpu, ApicRegister.TPR.offset()) & 0xF0;
    }

    /** A remote read is never repeated: its status says whether the answer counts (apic-facts 2.2). */
    private void answerRemoteRead(int slot, int sender, long icr) {
        int target = state.nextPending(slot, 0);
        boolean valid = target >= 0 && state.is(target, ANSWERS);
        if (valid) {
            int value = apic.value(target, ((int) icr & 0x3F) << 4);
            state.stored(sender, ApicRegister.REMOTE_READ.offset(), value);
        }
        effects.statusChanging(sender);
        setRemoteReadStatus(sender, valid ? RemoteReadStatus.VALID : RemoteReadStatus.INVALID);
        effects.statusIdle(sender);
    }

    private void setRemoteReadStatus(int cpu, RemoteReadStatus status) {
        state.set(cpu, ICR, (state.get(cpu, ICR) & ~(long) RRS_MASK) | (long) status.ordinal() << 16);
    }

    // --- the target
    // ----------------------------------------------------------------------------------------------------

    private boolean wouldAccept(int slot, int cpu) {
        return state.is(cpu, ANSWERS) && isWilling(slot, cpu);
    }

    /** Whether the CPU's APIC, if it answers at all, takes the message (apic-facts 2.3). */
    boolean isWilling(int slot, int cpu) {
        int word = (int) state.message(slot, WORD);
        return switch (DeliveryMode.ofCode(word >> 8)) {
            case NMI ->
                // A hypervisor latches an NMI itself (apic-facts 1.12, KVM): nothing is ever sent again.
                model.interconnect == InterconnectKind.INSTANT
                        || switch (model.options.nmiAcceptance()) {
                            case ALWAYS_ACCEPT -> true;
                            case RETRY_WHILE_IN_NMI -> !state.is(cpu, IN_NMI);
                            case RETRY_WHEN_LATCH_FULL -> !state.is(cpu, IN_NMI) || !state.is(cpu, NMI_LATCHED);
                        };
            case FIXED -> !onBus() || hasSlot(cpu, word & 0xFF);
            case LOWEST_PRIORITY -> !onBus() || isFocus(cpu, word & 0xFF) || hasSlot(cpu, word & 0xFF);
            default -> true;
        };
    }

    /** P6 and Pentium refuse a vector whose place in the IRR is taken (SDM 10.8.4). */
    private boolean hasSlot(int cpu, int vector) {
        if (!apic.isEnabled(cpu) && !model.keepsFixedWhileDisabled) {
            return model.options.disabledFixed() == DisabledFixed.DROP;
        }
        return vector < 16 || !state.bit(cpu, IRR, vector);
    }

    private void accept(int cpu, long icr, DeliveryMode mode) {
        int vector = (int) icr & 0xFF;
        switch (mode) {
            case FIXED, LOWEST_PRIORITY -> acceptFixed(cpu, (int) icr);
            case NMI -> latchNmi(cpu);
            case INIT -> {
                // After a shutdown inside an NMI handler only a hardware reset helps (SDM 26.6.2).
                boolean deaf = state.is(cpu, SHUT_DOWN) && state.is(cpu, IN_NMI);
                // The 3-wire bus has reloaded the arbitration ids; KVM, Bochs and Xen ignore a level de-assert
                // (apic-facts
                // 3.1); on later parts it is one more INIT (apic-facts 1.5 I4).
                boolean ignored = IcrRules.isInitDeassert((int) icr)
                        && (onBus() || model.interconnect == InterconnectKind.INSTANT);
                if (ignored || deaf) {
                    break;
                } else if (state.is(cpu, IN_SMM) || state.is(cpu, VMX_ROOT)) {
                    state.flag(cpu, INIT_LATCHED, true);
                } else {
                    init(cpu);
                }
            }
            case STARTUP -> {
                if (state.is(cpu, WAIT_FOR_SIPI)) {
                    state.flag(cpu, WAIT_FOR_SIPI, false);
                    effects.event(EventKind.STARTED, cpu, vector, 0);
                }
            }
            default -> {}
        }
        effects.cpuChanged(cpu);
    }

    private void acceptFixed(int cpu, int word) {
        int vector = word & 0xFF;
        if (!apic.isEnabled(cpu) && !model.keepsFixedWhileDisabled) {
            return;
        }
        if (vector < 16) {
            apic.receivedIllegalVector(cpu);
            if (!model.keepsIllegalVectors) {
                return;
            }
        }
        state.bit(cpu, IRR, vector, true);
        state.bit(cpu, TMR, vector, model.icrRules.arrivesAsLevel(word));
        apic.request(cpu);
    }

    /** One place behind the handler (SDM 6.7.1), unless the profile has two while none is being served. */
    private void latchNmi(int cpu) {
        if (state.is(cpu, WAIT_FOR_SIPI) && model.takesNmiBeforeStartup) {
            effects.event(EventKind.NMI_ENTRY, cpu, 0, 0);
        } else if (model.latchesTwoNmis && state.is(cpu, NMI_LATCHED) && !state.is(cpu, IN_NMI)) {
            state.flag(cpu, SECOND_NMI, true);
        } else {
            state.flag(cpu, NMI_LATCHED, true);
        }
    }

    /** INIT: the boot CPU starts firmware over, any other waits for its start-up message (apic-facts 1.4, 1.12). */
    private void init(int cpu) {
        if (cpu == 0) {
            state.global(ENDED, 1 + CpuScript.End.RESET.ordinal());
            return;
        }
        if (state.is(cpu, WAIT_FOR_SIPI)) {
            return;
        }
        effects.restarted(cpu);
        forgetCommand(cpu);
        while (state.depth(cpu) > 1) {
            state.pop(cpu);
        }
        for (int word = SCRIPT; word < FRAME_WORDS; word++) {
            state.top(cpu, word, 0);
        }
        state.top(cpu, SCRIPT, model.busyScript);
        long kept = ANSWERS | WEDGED | VMX_ROOT | ACKNOWLEDGED | SAVED | X2APIC | APIC_OFF;
        state.set(cpu, FLAGS, (state.get(cpu, FLAGS) & kept) | WAIT_FOR_SIPI);
        apic.resetRegisters(cpu, state.stored(cpu, ApicRegister.ID.offset()));
        effects.event(EventKind.INIT_RECEIVED, cpu, 0, 0);
    }

    /** The ICR of a CPU is cleared. A message that is on its way still arrives, one that is not is lost. */
    private void forgetCommand(int cpu) {
        int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
        state.set(cpu, ICR, 0);
        state.set(cpu, QUEUED_ICR, 0);
        state.set(cpu, ICR_MESSAGE, 0);
        // An INIT that is being delivered right now is its own sender's command too.
        if (slot >= 0
                && state.message(slot, STATUS) != IN_FLIGHT
                && DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8) != DeliveryMode.INIT) {
            effects.settled(slot);
            state.free(slot);
        }
    }

    // --- the CPU
    // -------------------------------------------------------------------------------------------------------

    /** Enters the handler of the latched NMI, or else of the highest interrupt that is not held back. */
    void enter(int cpu) {
        if (takesNmi(cpu)) {
            state.flag(cpu, NMI_LATCHED, state.is(cpu, SECOND_NMI));
            state.flag(cpu, SECOND_NMI, false);
            state.push(cpu, nmiHandler(cpu), 0, NMI);
            state.flag(cpu, IN_NMI, true);
            state.flag(cpu, SHUT_DOWN, false);
            effects.event(EventKind.NMI_ENTRY, cpu, 0, 0);
        } else {
            int vector = apic.acknowledge(cpu);
            boolean spurious = vector >= LocalApic.SPURIOUS;
            // The handler of the spurious vector must not end an interrupt (SDM 10.9).
            state.push(cpu, spurious ? model.returningHandler : model.vectorHandler[vector], 0, INTERRUPT);
            effects.event(EventKind.INTERRUPT_ENTRY, cpu, vector & 0xFF, spurious ? 1 : 0);
        }
        state.flag(cpu, INTERRUPTS_ON, false);
        noteHalt(cpu);
        effects.cpuChanged(cpu);
    }

    /** A CPU that nobody asks, or that has answered already, only returns. */
    private int nmiHandler(int cpu) {
        int installed = (int) state.global(NMI_HANDLER);
        boolean stops = installed > 0 && model.asked.contains(cpu) && !state.is(cpu, ACKNOWLEDGED);
        return stops ? model.nmiHandlers[installed - 1] : model.returningHandler;
    }

    /** Executes the step of the top frame; not for waits, which take time and are driven from outside. */
    void execute(int cpu) {
        Op op = op(cpu);
        int pc = (int) state.top(cpu, PC) + 1;
        switch (op.kind()) {
            case IRQS_OFF -> state.flag(cpu, INTERRUPTS_ON, false);
            case IRQS_SAVE -> {
                if (state.is(cpu, INTERRUPTS_ON)) {
                    state.top(cpu, KIND, state.top(cpu, KIND) | INTERRUPTS_SAVED);
                    state.flag(cpu, INTERRUPTS_ON, false);
                }
            }
            case IRQS_RESTORE -> {
                if ((state.top(cpu, KIND) & INTERRUPTS_SAVED) != 0) {
                    state.top(cpu, KIND, state.top(cpu, KIND) & ~INTERRUPTS_SAVED);
                    state.flag(cpu, INTERRUPTS_ON, true);
                }
            }
            case INSTALL_HANDLER -> state.global(NMI_HANDLER, 1L + op.a());
            case SAVE_REGISTERS -> {
                state.flag(cpu, SAVED, true);
                effects.event(EventKind.REGISTERS_SAVED, cpu, 0, 0);
            }
            case ACKNOWLEDGE -> acknowledge(cpu, op.a());
            case BEGIN_ROUND -> beginRound();
            case INTERRUPT_RETURN -> {
                interruptReturn(cpu);
                effects.cpuChanged(cpu);
                return;
            }
            case END -> {
                state.global(ENDED, 1L + op.a());
                effects.event(EventKind.ENDED, cpu, op.a(), 0);
                return;
            }
            case WRITE -> {
                if (!write(cpu, op.a(), op.x(), model.x2apic)) {
                    return;
                }
            }
            case WRITE_MODIFIED -> {
                int value = (int) state.top(cpu, VALUE);
                int modified = (value & (int) (op.x() >>> 32)) | (int) op.x();
                if (!write(cpu, op.a(), Integer.toUnsignedLong(modified), model.x2apic)) {
                    return;
                }
            }
            case ICR_HIGH -> write(cpu, ApicRegister.ICR2.offset(), op.x() & 0xFFFF_FFFFL, false);
            case ICR_LOW -> {
                state.top(cpu, KIND, state.top(cpu, KIND) & ~SEND_TIMED_OUT);
                write(cpu, ApicRegister.ICR.offset(), op.x() & 0xFFFF_FFFFL, false);
            }
            case X2_ICR -> {
                if (!write(cpu, ApicRegister.ICR.offset(), op.x(), true)) {
                    return;
                }
            }
            case SELF_IPI -> {
                if (!write(cpu, ApicRegister.SELF_IPI.offset(), op.x(), true)) {
                    return;
                }
            }
            case OUTSIDE_WRITE -> sendOutside(cpu, op);
            case FENCE, DELAY -> {}
            case CLEAR_IO_APIC -> {
                state.global(IO_APIC_CLEARED, 1);
                effects.event(EventKind.IO_APIC_CLEARED, cpu, 0, 0);
            }
            case READ -> {
                if (apic.readFaults(cpu, op.a(), model.x2apic)) {
                    fault(cpu, op.a(), 0);
                    return;
                }
                long value = apic.read(cpu, op.a(), model.x2apic);
                state.top(cpu, VALUE, value & 0xFFFF_FFFFL);
                effects.event(EventKind.REGISTER_READ, cpu, op.a(), value);
            }
            case SKIP_IF_ACKNOWLEDGED -> pc = state.is(op.a(), ACKNOWLEDGED) ? op.target() : pc;
            case SKIP_IF_ALL_ACKNOWLEDGED -> pc = allAcknowledged() ? op.target() : pc;
            case SKIP_IF_SEND_FAILED -> {
                boolean timedOut = (state.top(cpu, KIND) & SEND_TIMED_OUT) != 0;
                pc = timedOut || (state.top(cpu, VALUE) & op.a()) != 0 ? op.target() : pc;
                state.top(cpu, KIND, state.top(cpu, KIND) & ~SEND_TIMED_OUT);
            }
            default -> throw new IllegalStateException(op.kind() + " is not executed as a step");
        }
        advance(cpu, pc);
    }

    /** Goes on with the given step of the top frame. */
    void advance(int cpu, int pc) {
        state.next(cpu, pc);
        noteHalt(cpu);
        effects.cpuChanged(cpu);
    }

    private void noteHalt(int cpu) {
        if (op(cpu).kind() == OpKind.HALT) {
            effects.event(EventKind.HALTED, cpu, 0, 0);
        }
    }

    boolean allAcknowledged() {
        return state.global(ACKNOWLEDGED_COUNT) >= model.asked.size();
    }

    /** An answer to a round that is over has no effect. */
    private void acknowledge(int cpu, int round) {
        if (round != CpuScript.ANY_ROUND && round != state.global(ROUND)) {
            return;
        }
        if (!state.is(cpu, ACKNOWLEDGED)) {
            state.flag(cpu, ACKNOWLEDGED, true);
            long one = model.asked.contains(cpu) ? 1 : 0;
            state.global(ACKNOWLEDGED_COUNT, state.global(ACKNOWLEDGED_COUNT) + one);
        }
        effects.event(EventKind.ACKNOWLEDGED, cpu, 0, 0);
        if (allAcknowledged()) {
            effects.allAcknowledged();
        }
    }

    private void beginRound() {
        state.global(ROUND, state.global(ROUND) + 1);
        long stopped = 0;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (state.is(cpu, ACKNOWLEDGED) && neverLeavesHandler(cpu)) {
                stopped++;
            } else {
                state.flag(cpu, ACKNOWLEDGED, false);
            }
        }
        state.global(ACKNOWLEDGED_COUNT, stopped);
        effects.roundBegun();
    }

    /** Whether some frame of the CPU is a handler of ours that comes to no return: the CPU has stopped. */
    private boolean neverLeavesHandler(int cpu) {
        for (int level = 1; level < state.depth(cpu); level++) {
            int script = (int) state.frame(cpu, level, SCRIPT);
            int pc = (int) state.frame(cpu, level, PC);
            if (script != model.stuckHandler && !model.scripts[script].reachesReturn[pc]) {
                return true;
            }
        }
        return false;
    }

    private void interruptReturn(int cpu) {
        long kind = state.top(cpu, KIND);
        if ((kind & FRAME_KIND) == NMI) {
            state.flag(cpu, IN_NMI, false);
        }
        state.pop(cpu);
        state.flag(cpu, INTERRUPTS_ON, (kind & INTERRUPTS_WERE_ON) != 0);
        effects.event(EventKind.RETURN, cpu, 0, 0);
    }

    // --- registers
    // -----------------------------------------------------------------------------------------------------

    /** A store to the page, or WRMSR. False: it raised #GP, and what the CPU was doing is over. */
    boolean write(int cpu, int offset, long value, boolean byMsr) {
        effects.event(EventKind.REGISTER_WRITE, cpu, offset, value);
        if (!apic.admits(cpu, offset, byMsr) || (byMsr && apic.faults(offset, value))) {
            if (byMsr) {
                fault(cpu, offset, value);
            } else if (offset == ApicRegister.ICR.offset()) {
                effects.event(EventKind.WRITE_DROPPED, cpu, value, 0);
            }
            return !byMsr;
        }
        if (offset == ApicRegister.ICR.offset()) {
            if (byMsr) {
                writeX2Icr(cpu, value);
            } else {
                writeIcrLow(cpu, (int) value);
            }
        } else if (offset == ApicRegister.SELF_IPI.offset()) {
            if (IcrRules.isIllegalVector((int) value)) {
                apic.sentIllegalVector(cpu);
            }
            accept(cpu, value, DeliveryMode.FIXED);
        } else {
            apic.write(cpu, offset, (int) value);
        }
        return true;
    }

    /** #GP: the crash path fails where the crashing CPU runs into it; another CPU is lost. */
    private void fault(int cpu, int offset, long value) {
        effects.event(EventKind.GENERAL_PROTECTION, cpu, offset, value);
        if (cpu == model.subject) {
            state.global(ENDED, 1L + CpuScript.End.FAILED.ordinal());
            effects.event(EventKind.ENDED, cpu, CpuScript.End.FAILED.ordinal(), 0);
        } else {
            state.flag(cpu, SHUT_DOWN, true);
            effects.cpuChanged(cpu);
        }
    }

    /** A write of ICR-low, which sends unless the APIC is wedged or the option says otherwise. */
    void writeIcrLow(int cpu, int low) {
        int kept = model.apic.has(Deviation.RESERVED_BITS_ARE_STORED) ? low : low & ~Icr.BUSY;
        long icr = (state.get(cpu, ICR) & 0xFFFF_FFFF_0000_0000L) | Integer.toUnsignedLong(kept);
        boolean commandUnderWay = state.get(cpu, ICR_MESSAGE) != 0;
        if (state.is(cpu, WEDGED)
                || (commandUnderWay && model.options.icrWriteWhileBusy() == IcrWriteWhileBusy.IGNORE)) {
            effects.event(EventKind.WRITE_DROPPED, cpu, Integer.toUnsignedLong(low), 0);
            return;
        }
        state.set(cpu, ICR, icr);
        long command = icr >>> 56 << 32 | (icr & 0xFFFF_FFFFL);
        if (commandUnderWay && model.options.icrWriteWhileBusy() == IcrWriteWhileBusy.QUEUE_ONE) {
            if (state.is(cpu, COMMAND_QUEUED)) {
                effects.event(EventKind.COMMAND_LOST, cpu, state.get(cpu, QUEUED_ICR), 0);
            }
            state.flag(cpu, COMMAND_QUEUED, true);
            state.set(cpu, QUEUED_ICR, command);
            return;
        }
        if (commandUnderWay) {
            int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
            effects.event(EventKind.COMMAND_LOST, cpu, state.message(slot, WORD), 0);
            for (int target = state.nextPending(slot, 0); target >= 0; target = state.nextPending(slot, target + 1)) {
                effects.event(EventKind.OVERWRITTEN, target, cpu, 0);
            }
            effects.overwritten(slot);
            effects.settled(slot);
            state.free(slot);
            state.set(cpu, ICR_MESSAGE, 0);
        }
        sendByIcr(cpu, command);
    }

    /** A write of MSR 830H; there is no delivery status, so nothing ever stands in its way. */
    void writeX2Icr(int cpu, long icr) {
        state.set(cpu, ICR, icr & ~(long) Icr.BUSY);
        sendByIcr(cpu, icr & ~(long) Icr.BUSY);
    }

    /** The timer has counted down: a local interrupt; a periodic one starts again (SDM 10.5.4). */
    void timerExpired(int cpu) {
        boolean periodic = (state.stored(cpu, ApicRegister.LVT_TIMER.offset()) & LocalApic.TIMER_PERIODIC) != 0;
        effects.event(EventKind.TIMER_EXPIRED, cpu, 0, 0);
        state.flag(cpu, TIMER_COUNTS, periodic);
        if (periodic) {
            effects.timerStarted(cpu);
        }
        apic.raise(cpu, ApicRegister.LVT_TIMER.offset());
    }

    // --- changes from outside
    // ------------------------------------------------------------------------------------------

    /** One rule for each primitive change. */
    void outside(PrimitiveChange change) {
        int cpu = change.cpu();
        if (change instanceof PrimitiveChange.EnterNmiHandler) {
            if (!state.is(cpu, IN_NMI)) {
                state.push(cpu, model.stuckHandler, 0, NMI);
                state.flag(cpu, IN_NMI, true);
                state.flag(cpu, INTERRUPTS_ON, false);
            }
        } else if (change instanceof PrimitiveChange.LeaveNmiHandler) {
            if (state.top(cpu, SCRIPT) == model.stuckHandler && !state.is(cpu, SHUT_DOWN)) {
                state.next(cpu, 1);
            }
        } else if (change instanceof PrimitiveChange.RaiseNmi) {
            latchNmi(cpu);
        } else if (change instanceof PrimitiveChange.WedgeSender) {
            effects.statusChanging(cpu);
            state.flag(cpu, WEDGED, true);
        } else if (change instanceof PrimitiveChange.UnwedgeSender) {
            if (!state.is(cpu, WEDGED)) {
                return;
            }
            effects.statusChanging(cpu);
            state.flag(cpu, WEDGED, false);
            if (!busy(cpu) && !apic.isX2apic(cpu)) {
                effects.event(EventKind.STATUS_IDLE, cpu, 0, 0);
                effects.statusIdle(cpu);
            }
        } else if (change instanceof PrimitiveChange.LeaveCommandPending) {
            if (!apic.isX2apic(cpu) && state.get(cpu, ICR_MESSAGE) == 0) {
                effects.statusChanging(cpu);
                int slot = state.allocate();
                state.message(slot, STATUS, HELD);
                state.message(slot, SENDER, cpu);
                state.set(cpu, ICR_MESSAGE, slot + 1L);
            }
        } else if (change instanceof PrimitiveChange.CompletePendingCommand) {
            int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
            if (slot >= 0 && state.message(slot, STATUS) == HELD) {
                settle(slot);
            }
        } else if (change instanceof PrimitiveChange.RemoveApic) {
            state.flag(cpu, ANSWERS, false);
        } else if (change instanceof PrimitiveChange.RestoreApic) {
            state.flag(cpu, ANSWERS, true);
        } else if (change instanceof PrimitiveChange.DisableInterrupts) {
            taskInterrupts(cpu, false);
        } else if (change instanceof PrimitiveChange.EnableInterrupts) {
            taskInterrupts(cpu, true);
        } else if (change instanceof PrimitiveChange.EnterSmm) {
            // A CPU that waits for its start-up message takes no SMI (apic-facts 1.12).
            state.flag(cpu, IN_SMM, !state.is(cpu, WAIT_FOR_SIPI));
        } else if (change instanceof PrimitiveChange.LeaveSmm) {
            leaveSmm(cpu);
        } else if (change instanceof PrimitiveChange.Shutdown) {
            state.flag(cpu, SHUT_DOWN, true);
        }
        effects.cpuChanged(cpu);
    }

    /** The interrupt flag of the task, which a handler on top of it finds off and puts back. */
    private void taskInterrupts(int cpu, boolean on) {
        if (state.depth(cpu) == 0) {
            return;
        }
        long task = state.frame(cpu, 0, KIND);
        if ((task & INTERRUPTS_SAVED) != 0) {
            state.frame(cpu, 0, KIND, on ? task : task & ~INTERRUPTS_SAVED);
        } else if (state.depth(cpu) == 1) {
            state.flag(cpu, INTERRUPTS_ON, on);
        } else {
            long handler = state.frame(cpu, 1, KIND) & ~INTERRUPTS_WERE_ON;
            state.frame(cpu, 1, KIND, on ? handler | INTERRUPTS_WERE_ON : handler);
        }
    }

    private void leaveSmm(int cpu) {
        state.flag(cpu, IN_SMM, false);
        if (state.is(cpu, INIT_LATCHED)) {
            state.flag(cpu, INIT_LATCHED, false);
            init(cpu);
        }
    }

    /** Applies what a time-out calls for, except a rewrite. */
    void giveUp(int cpu, OnTimeout action) {
        Op op = op(cpu);
        int pc = (int) state.top(cpu, PC);
        if ((model.scripts[(int) state.top(cpu, SCRIPT)].ahead[pc] & CpuScript.ASKS_WHETHER_SENT) != 0) {
            state.top(cpu, KIND, state.top(cpu, KIND) | SEND_TIMED_OUT);
        }
        if (action instanceof OnTimeout.SkipThisSend) {
            advance(cpu, op.target());
        } else if (action instanceof OnTimeout.AbortRequest) {
            advance(cpu, op.abort());
        } else if (action instanceof OnTimeout.Panic) {
            state.global(ENDED, 1L + CpuScript.End.FAILED.ordinal());
            effects.event(EventKind.ENDED, cpu, CpuScript.End.FAILED.ordinal(), 0);
        } else {
            advance(cpu, pc + 1);
        }
    }
}
