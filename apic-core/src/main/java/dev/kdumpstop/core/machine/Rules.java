package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.RemoteReadStatus;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.apic.BusStatus;
import dev.kdumpstop.core.apic.IcrRules;
import dev.kdumpstop.core.machine.ModelOptions.AbsentDestination;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;
import dev.kdumpstop.core.machine.ModelOptions.StartUpRetry;

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
    final Acceptance target;
    final ApicBus bus;
    final OutsideChanges outside;

    Rules(MachineModel model, MachineState state, Effects effects) {
        this.model = model;
        this.state = state;
        this.effects = effects;
        this.apic = new LocalApic(model, state, effects);
        this.target = new Acceptance(model, state, this, effects);
        this.bus = new ApicBus(model, state, this, effects);
        this.outside = new OutsideChanges(model, state, this, effects);
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
            public void busChanging() {}

            @Override
            public void tried(int slot, BusStatus status) {}

            @Override
            public void paused(int slot) {}

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
            public void timerStopped(int cpu) {}

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

        /** A message was handed to the interconnect; of the 3-wire bus it has now got, or it goes on with its second part. */
        void sent(int slot);

        /** A message is about to leave its slot: accepted, dropped or overwritten. */
        void settled(int slot);

        /** A message found its targets unwilling and will be tried again; not on the 3-wire bus. */
        void refused(int slot);

        /** Who wants the 3-wire bus, or with what, is about to change. */
        void busChanging();

        /** A message on the 3-wire bus is at its end, and this is what came of it. */
        void tried(int slot, BusStatus status);

        /** Traffic on the 3-wire bus makes a pause. */
        void paused(int slot);

        /** What this CPU reads from its ICR is about to change: a message or a fault takes hold of it or lets go. */
        void statusChanging(int cpu);

        /** Delivery status of this CPU went from busy to idle. */
        void statusIdle(int cpu);

        /** The last answer asked for has come. */
        void allAcknowledged();

        /** The answers given so far no longer count. */
        void roundBegun();

        /** The timer counts down from its initial count. */
        void timerStarted(int cpu);

        /** The timer counts on with another divider. */
        void timerChanged(int cpu);

        /** The timer expires when the time-stamp counter, as unsigned 64 bits, is there. */
        void timerDeadline(int cpu, long tsc);

        /** The timer neither counts nor waits for a deadline any more. */
        void timerStopped(int cpu);

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
        return (state.get(cpu, FLAGS) & (IN_SMM | SHUT_DOWN | WAIT_FOR_SIPI | DESCHEDULED | HANGING)) == 0
                && state.depth(cpu) > 0;
    }

    /** The rank of the step the CPU would execute next, or NONE. */
    Rank opRank(int cpu) {
        boolean goesOn = executes(cpu) && state.global(ENDED) == 0 && !isLockedOut(cpu);
        return goesOn ? op(cpu).kind().rank : Rank.NONE;
    }

    /** Whether the CPU spins for the lock of the I/O APIC, which another one holds. */
    boolean isLockedOut(int cpu) {
        long holder = state.global(LOCK_HOLDER);
        return holder != 0
                && holder != cpu + 1L
                && op(cpu).kind() == OpKind.CLEAR_IO_APIC
                && op(cpu).a() == CpuScript.TAKES_LOCK;
    }

    boolean entryEnabled(int cpu) {
        return state.global(ENDED) == 0 && (target.takesNmi(cpu) || target.vectorTaken(cpu) >= 0);
    }

    /** Whether a refused message would find a target willing now. On the 3-wire bus it takes part in the arbitration instead. */
    boolean retryEnabled(int slot) {
        long status = state.message(slot, STATUS);
        if (onBus() || (status != REFUSED && status != UNANSWERED)) {
            return false;
        }
        boolean answered = false;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (target.wouldAccept(slot, cpu)) {
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

    /** Delivery status as the kernel reads it: a page that is not there reads all ones. */
    boolean busy(int cpu) {
        return (!model.x2apic && apic.isPageDead(cpu)) || apic.busy(cpu);
    }

    int icrLowAsRead(int cpu) {
        return !model.x2apic && apic.isPageDead(cpu) ? -1 : apic.value(cpu, ApicRegister.ICR.offset());
    }

    // --- the interconnect
    // ----------------------------------------------------------------------------------------------

    boolean onBus() {
        return model.interconnect == InterconnectKind.APIC_BUS;
    }

    /** Whether a command written to the ICR sets delivery status until it is settled. */
    private boolean showsStatus(int sender) {
        return !apic.isX2apic(sender) && model.interconnect != InterconnectKind.INSTANT;
    }

    /** Whether the message holds delivery status of its sender's ICR. */
    boolean isIcrCommand(int slot) {
        return state.get((int) state.message(slot, SENDER), ICR_MESSAGE) == slot + 1L;
    }

    private int newMessage(int sender, long icr, long outside) {
        effects.busChanging();
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
            if (model.sendAcceptOnAnyTransport && model.icrRules.isUnaccepted(low)) {
                apic.latchError(sender, ApicBits.ESR_SEND_ACCEPT);
            }
            return;
        }
        long icr = model.icrRules.sent(written);
        int slot = newMessage(sender, icr, 0);
        if (showsStatus(sender)) {
            state.set(sender, ICR_MESSAGE, slot + 1L);
            state.flag(sender, STATUS_UNSEEN, state.is(sender, RETIRES_EARLY));
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
        boolean everybody = model.isBusGeneration && deassert;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (everybody || target.isNamed(sender, icr, cpu)) {
                named = true;
                state.pending(slot, cpu, !(skipsDisabled && !apic.isEnabled(cpu)));
                answered |= state.is(cpu, ANSWERS);
            }
        }
        if (!named && model.sendAcceptOnAnyTransport && (low & Icr.ALL_EXCLUDING_SELF) == 0) {
            apic.latchError(sender, ApicBits.ESR_SEND_ACCEPT);
        }
        if (answered && !onBus()) {
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
            bus.grant();
        } else {
            state.message(slot, STATUS, IN_FLIGHT);
            effects.sent(slot);
        }
    }

    /** A message reaches its targets; on the 3-wire bus what has the bus comes to its status cycles, or to its end. */
    void arrive(int slot) {
        if (onBus()) {
            bus.arrive();
            return;
        }
        DeliveryMode mode = mode(slot);
        if (mode == DeliveryMode.REMOTE_READ) {
            answerRemoteRead(slot, true);
            settle(slot);
            return;
        } else if (mode == DeliveryMode.LOWEST_PRIORITY) {
            leaveLowestPriority(slot);
        }
        deliver(slot, true);
    }

    /** A refused message is tried again. */
    void retry(int slot) {
        if (state.message(slot, STATUS) == UNANSWERED) {
            dropSilentTargets(slot);
        }
        if (mode(slot) == DeliveryMode.LOWEST_PRIORITY) {
            leaveLowestPriority(slot);
        }
        deliver(slot, false);
    }

    private DeliveryMode mode(int slot) {
        return DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
    }

    private void deliver(int slot, boolean first) {
        int sender = (int) state.message(slot, SENDER);
        boolean answered = false;
        boolean refused = false;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            answered |= state.is(cpu, ANSWERS);
            if (target.wouldAccept(slot, cpu)) {
                accept(slot, cpu);
            } else if (state.is(cpu, ANSWERS)) {
                refused = true;
                if (first) {
                    effects.event(EventKind.REFUSED, cpu, sender, state.message(slot, WORD) & 0x7FF);
                }
            }
        }
        if (refused) {
            state.message(slot, STATUS, REFUSED);
            effects.refused(slot);
        } else if (!answered && first) {
            unanswered(slot);
        } else {
            settle(slot);
        }
    }

    /** Nobody answers, elsewhere than on the 3-wire bus. */
    private void unanswered(int slot) {
        int sender = (int) state.message(slot, SENDER);
        for (int cpu = 0; model.notesAbsentEverywhere && cpu < model.cpus; cpu++) {
            if (state.is(cpu, ANSWERS)) {
                apic.latchError(cpu, ApicBits.ESR_RECEIVE_ACCEPT);
            }
        }
        if (repeatsUnanswered(slot) && isIcrCommand(slot)) {
            state.message(slot, STATUS, UNANSWERED);
            effects.event(EventKind.UNANSWERED, sender, state.message(slot, WORD), 0);
            effects.refused(slot);
        } else {
            settle(slot);
        }
    }

    /** One of those addressed takes the message. */
    void accept(int slot, int cpu) {
        state.pending(slot, cpu, false);
        effects.event(EventKind.ACCEPTED, cpu, state.message(slot, SENDER), state.message(slot, WORD) & 0x7FF);
        target.accept(cpu, state.message(slot, WORD), mode(slot));
    }

    /** Whether hardware repeats a message that nobody answers (SDM 10.7, 10.13.2.3; apic-facts 2.4). */
    boolean repeatsUnanswered(int slot) {
        return onBus()
                ? isSentAgain(slot)
                : model.interconnect == InterconnectKind.FRONT_SIDE_BUS
                        && model.options.absentDestination() == AbsentDestination.STUCK
                        && mode(slot) != DeliveryMode.STARTUP;
    }

    /** Whether the 3-wire bus repeats a message that failed: a remote read never, a start-up message only if so told. */
    boolean isSentAgain(int slot) {
        return switch (mode(slot)) {
            case REMOTE_READ -> false;
            case STARTUP -> model.options.startUpRetry() == StartUpRetry.REPEAT;
            default -> true;
        };
    }

    void settle(int slot) {
        int sender = (int) state.message(slot, SENDER);
        boolean held = isIcrCommand(slot);
        effects.settled(slot);
        state.free(slot);
        if (!held) {
            return;
        }
        effects.statusChanging(sender);
        state.set(sender, ICR_MESSAGE, 0);
        state.flag(sender, STATUS_UNSEEN, false);
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
     * Leaves one of those that take part in a lowest-priority message, elsewhere than on the 3-wire bus: the chipset picks the
     * lowest task priority it knows of, of several the lowest CPU (SDM 10.6.2.4).
     */
    private void leaveLowestPriority(int slot) {
        int winner = -1;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (!target.competes(slot, cpu)) {
                state.pending(slot, cpu, false);
            } else if (target.wouldAccept(slot, cpu)
                    && (winner < 0
                            || (!model.firstTakesLowestPriority
                                    && taskPriorityClass(cpu) < taskPriorityClass(winner)))) {
                winner = cpu;
            }
        }
        for (int cpu = state.nextPending(slot, 0); winner >= 0 && cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            state.pending(slot, cpu, cpu == winner);
        }
    }

    private int taskPriorityClass(int cpu) {
        return state.stored(cpu, ApicRegister.TPR.offset()) & 0xF0;
    }

    /** A remote read is never repeated: its status says whether the answer counts (apic-facts 2.2). */
    void answerRemoteRead(int slot, boolean arrived) {
        int sender = (int) state.message(slot, SENDER);
        int target = state.nextPending(slot, 0);
        boolean valid = arrived && target >= 0 && state.is(target, ANSWERS);
        if (valid) {
            int value = apic.value(target, ((int) state.message(slot, WORD) & 0x3F) << 4);
            state.stored(sender, ApicRegister.REMOTE_READ.offset(), value);
        }
        effects.statusChanging(sender);
        setRemoteReadStatus(sender, valid ? RemoteReadStatus.VALID : RemoteReadStatus.INVALID);
        effects.statusIdle(sender);
    }

    private void setRemoteReadStatus(int cpu, RemoteReadStatus status) {
        state.set(cpu, ICR, (state.get(cpu, ICR) & ~(long) RRS_MASK) | (long) status.ordinal() << 16);
    }

    /** Takes a message back that was overwritten or forgotten. */
    void takeBack(int slot) {
        if (onBus()) {
            bus.withdraw(slot);
        } else {
            effects.settled(slot);
            state.free(slot);
        }
    }

    // --- the CPU
    // -------------------------------------------------------------------------------------------------------

    /** Enters the handler of the latched NMI, or else of the highest interrupt that is not held back. */
    void enter(int cpu) {
        if (target.takesNmi(cpu)) {
            state.flag(cpu, NMI_LATCHED, state.is(cpu, SECOND_NMI));
            state.flag(cpu, SECOND_NMI, false);
            state.push(cpu, nmiHandler(cpu), 0, NMI);
            state.flag(cpu, IN_NMI, true);
            target.endShutdown(cpu);
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
            case CLEAR_IO_APIC -> clearIoApic(cpu, op.a() == CpuScript.FORCES_LOCK);
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

    /** Masks every entry; what an entry waits for stays (apic-facts 5, I-6). */
    private void clearIoApic(int cpu, boolean forcesLock) {
        if (forcesLock) {
            state.global(LOCK_HOLDER, 0);
        }
        state.global(IO_APIC_CLEARED, 1);
        for (int each = 0; each < model.cpus; each++) {
            state.flag(each, LINE_MASKED, state.get(each, LINE_VECTOR) != 0);
        }
        effects.event(EventKind.IO_APIC_CLEARED, cpu, 0, 0);
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
            target.accept(cpu, value, DeliveryMode.FIXED);
        } else {
            boolean tellsIoApics = onBus() && offset == ApicRegister.EOI.offset() && apic.broadcastsEoi(cpu);
            apic.write(cpu, offset, (int) value);
            if (tellsIoApics) {
                bus.sendEoi(cpu);
            }
        }
        return true;
    }

    /** WRMSR 1BH. False: #GP, nothing changed. An APIC that is turned off forgets its command. */
    boolean writeBase(int cpu, long value) {
        boolean done = apic.writeBase(cpu, value);
        if (done && !apic.isOn(cpu)) {
            target.forgetCommand(cpu);
        }
        return done;
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
        long old = state.get(cpu, ICR);
        int kept = model.registers.written(ApicRegister.ICR.offset(), (int) old, low);
        long icr = (old & 0xFFFF_FFFF_0000_0000L) | Integer.toUnsignedLong(kept);
        boolean commandUnderWay = state.get(cpu, ICR_MESSAGE) != 0;
        if (state.is(cpu, WEDGED)
                || (commandUnderWay && model.options.icrWriteWhileBusy() == IcrWriteWhileBusy.IGNORE)) {
            effects.event(EventKind.WRITE_DROPPED, cpu, Integer.toUnsignedLong(low), 0);
            return;
        }
        state.set(cpu, ICR, icr);
        long command = icr >>> 56 << 32 | Integer.toUnsignedLong(low & ~Icr.BUSY);
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
            takeBack(slot);
            state.set(cpu, ICR_MESSAGE, 0);
            state.flag(cpu, STATUS_UNSEEN, false);
        }
        sendByIcr(cpu, command);
    }

    /** A write of MSR 830H; there is no delivery status, so nothing ever stands in its way. */
    void writeX2Icr(int cpu, long icr) {
        state.set(cpu, ICR, icr & ~(long) Icr.BUSY);
        sendByIcr(cpu, icr & ~(long) Icr.BUSY);
    }

    /** Something about the CPU was changed by hand. */
    void cpuChanged(int cpu) {
        effects.cpuChanged(cpu);
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
