package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.fault.PrimitiveChange.CorruptMessages;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.core.apic.BusStatus;
import dev.kdumpstop.core.apic.IcrRules;

/**
 * The 3-wire APIC bus of a state: who has it, who gets it next, what the status cycles of a message say and what becomes of the
 * message. It carries one message at a time; what failed takes part in the next arbitration. There is no time here.
 *
 * <p>Sources: apic-facts 2.2; SDM 10.10, 10.13.
 */
final class ApicBus {
    private static final BusMessage[] MESSAGES = BusMessage.values();

    private final MachineModel model;
    private final MachineState state;
    private final Rules rules;
    private final Rules.Effects effects;

    ApicBus(MachineModel model, MachineState state, Rules rules, Rules.Effects effects) {
        this.model = model;
        this.state = state;
        this.rules = rules;
        this.effects = effects;
    }

    // --- messages
    // ------------------------------------------------------------------------------------------------------

    /** What the message is on the bus; of one that may end early the longest it can become. */
    BusMessage message(int slot) {
        int kind = (int) state.message(slot, MESSAGE_KIND) & 0xFF;
        if (kind != COMMAND) {
            return MESSAGES[kind - 1];
        }
        return switch (mode(slot)) {
            case LOWEST_PRIORITY -> BusMessage.LOWEST_PRIORITY;
            case REMOTE_READ -> BusMessage.REMOTE_READ;
            default -> BusMessage.SHORT;
        };
    }

    private DeliveryMode mode(int slot) {
        return DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
    }

    private int sender(int slot) {
        return (int) state.message(slot, SENDER);
    }

    boolean isCommand(int slot) {
        return state.message(slot, MESSAGE_KIND) == COMMAND;
    }

    boolean isTraffic(int slot) {
        long status = state.message(slot, STATUS);
        return status == TRAFFIC || status == PAUSED;
    }

    /** Pause of traffic between its messages. */
    long pausePs(int slot) {
        return state.message(slot, MESSAGE_KIND) >>> 8;
    }

    /** Whether the sender's local APIC made the message, and not a register outside of it. */
    private boolean isOfApic(int slot) {
        return !isCommand(slot) || rules.isIcrCommand(slot);
    }

    /** Whether the message would have a checksum error now. */
    boolean isCorrupted(int slot) {
        return state.get(sender(slot), CORRUPTED_MESSAGES) != 0 && isOfApic(slot);
    }

    boolean isCorruptedForEver(int slot) {
        return isCorrupted(slot) && state.get(sender(slot), CORRUPTED_MESSAGES) == CorruptMessages.FOR_EVER;
    }

    private void useUpCorruption(int sender) {
        long left = state.get(sender, CORRUPTED_MESSAGES);
        state.set(sender, CORRUPTED_MESSAGES, left == CorruptMessages.FOR_EVER ? left : left - 1);
    }

    /** The message of an APIC that tells the I/O APICs of an end of interrupt. */
    void sendEoi(int cpu) {
        effects.busChanging();
        int slot = state.allocate();
        state.message(slot, STATUS, WAITING_FOR_BUS);
        state.message(slot, SENDER, cpu);
        state.message(slot, MESSAGE_KIND, 1L + BusMessage.EOI.ordinal());
        grant();
    }

    /** From now on this CPU's local APIC keeps the bus busy, in this way only. */
    void load(int cpu, BusMessage message, long pausePs) {
        unload(cpu);
        int slot = state.allocate();
        state.message(slot, STATUS, TRAFFIC);
        state.message(slot, SENDER, cpu);
        state.message(slot, MESSAGE_KIND, pausePs << 8 | 1L + message.ordinal());
        grant();
    }

    /** Ends that. */
    void unload(int cpu) {
        effects.busChanging();
        for (int slot = state.slots() - 1; slot >= 0; slot--) {
            if (isTraffic(slot) && sender(slot) == cpu) {
                withdraw(slot);
            }
        }
    }

    /** The pause of traffic is over. */
    void resume(int slot) {
        state.message(slot, STATUS, TRAFFIC);
    }

    /** Takes a message back. One that has the bus keeps it to its end, but nobody takes it. */
    void withdraw(int slot) {
        effects.busChanging();
        if (slot != onBus()) {
            effects.settled(slot);
            state.free(slot);
            return;
        }
        state.message(slot, STATUS, VOID);
        state.message(slot, WORD, 0);
        state.message(slot, MESSAGE_KIND, COMMAND);
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            state.pending(slot, cpu, false);
        }
    }

    // --- arbitration
    // ---------------------------------------------------------------------------------------------------

    /** Slot of the message that has the bus, or -1. */
    int onBus() {
        return (int) state.global(ON_BUS) - 1;
    }

    /** Whether the message that has the bus is past its status cycles: it goes on for the answer to them. */
    boolean goesOn() {
        return state.global(BUS_GOES_ON) != 0;
    }

    boolean wants(int slot) {
        long status = state.message(slot, STATUS);
        return status == WAITING_FOR_BUS
                || status == REFUSED
                || status == UNANSWERED
                || status == CORRUPTED
                || status == TRAFFIC;
    }

    /** EOI messages go first, then the highest arbitration id; of one sender's messages traffic goes last. */
    boolean beats(int slot, int other) {
        boolean eoi = message(slot) == BusMessage.EOI;
        if (eoi != (message(other) == BusMessage.EOI)) {
            return eoi;
        }
        long id = state.get(sender(slot), ARBITRATION_ID);
        long otherId = state.get(sender(other), ARBITRATION_ID);
        if (id != otherId) {
            return id > otherId;
        }
        return isTraffic(slot) == isTraffic(other) ? slot < other : isTraffic(other);
    }

    /** Gives the free bus to the winner of the arbitration; its slot, or -1 if nobody wants it. */
    int take() {
        int winner = -1;
        for (int slot = 0; slot < state.slots(); slot++) {
            if (wants(slot) && (winner < 0 || beats(slot, winner))) {
                winner = slot;
            }
        }
        state.global(ON_BUS, winner + 1L);
        if (winner >= 0 && state.message(winner, STATUS) == WAITING_FOR_BUS) {
            state.message(winner, STATUS, IN_FLIGHT);
        }
        return winner;
    }

    /** If the bus is free it goes to the winner of the arbitration. */
    void grant() {
        if (onBus() < 0) {
            int winner = take();
            if (winner >= 0) {
                effects.sent(winner);
            }
        }
    }

    private void release() {
        state.global(ON_BUS, 0);
        state.global(BUS_GOES_ON, 0);
        grant();
    }

    /** The winner's id becomes 0, the others' rise by one, and 15 becomes the winner's old id + 1. */
    private void rotate(int winner) {
        long old = state.get(winner, ARBITRATION_ID);
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            long id = state.get(cpu, ARBITRATION_ID);
            state.set(cpu, ARBITRATION_ID, cpu == winner ? 0 : id == 15 ? Math.min(old + 1, 15) : id + 1);
        }
    }

    /** INIT level de-assert loads every arbitration id from the APIC id. */
    private void reload() {
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            state.set(cpu, ARBITRATION_ID, state.stored(cpu, ApicRegister.ID.offset()) >>> 24 & 0xF);
        }
    }

    // --- status cycles
    // -------------------------------------------------------------------------------------------------

    /** What cycles 19 and 20 of the message would say now: the OR of what every APIC addressed answers. */
    BusStatus status(int slot) {
        boolean lowestPriority = isCommand(slot) && mode(slot) == DeliveryMode.LOWEST_PRIORITY;
        if (isCorrupted(slot)) {
            return BusStatus.of(lowestPriority, BusStatus.A_CHECKSUM_WRONG, 0);
        } else if (!isCommand(slot)) {
            return BusStatus.ACCEPT;
        }
        int a = 0;
        int a1 = 0;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (!state.is(cpu, ANSWERS)) {
                continue;
            } else if (!lowestPriority) {
                a1 |= rules.target.isWilling(slot, cpu) ? BusStatus.A1_ACCEPT : BusStatus.A1_RETRY;
            } else if (rules.target.competes(slot, cpu)) {
                a |= rules.target.isFocus(slot, cpu) ? BusStatus.A_FOCUS : 0;
                a1 |= rules.target.hasRoom(slot, cpu) ? BusStatus.A1_ARBITRATE : BusStatus.A1_END_AND_RETRY;
            }
        }
        return BusStatus.of(lowestPriority, a, a1);
    }

    /** What has the bus has come to its status cycles, or to its end. */
    void arrive() {
        int slot = onBus();
        if (state.message(slot, STATUS) == VOID) {
            effects.settled(slot);
            state.free(slot);
            release();
            return;
        }
        BusStatus status = goesOn() ? statusAtTheEnd(slot) : status(slot);
        if (!goesOn()) {
            if (status.movesArbitrationIds()) {
                rotate(sender(slot));
            }
            if (status == BusStatus.ARBITRATE || status == BusStatus.FOCUS_FOUND || isReadNow(slot, status)) {
                state.global(BUS_GOES_ON, 1);
                effects.sent(slot);
                return;
            }
        }
        effects.tried(slot, status);
        noteErrors(slot, status);
        if (isCommand(slot)) {
            end(slot, status);
        } else {
            endOther(slot, status);
        }
        release();
    }

    private boolean isReadNow(int slot, BusStatus status) {
        return status == BusStatus.ACCEPT && message(slot) == BusMessage.REMOTE_READ && isCommand(slot);
    }

    /** Of a message that went on behind its status cycles. */
    private BusStatus statusAtTheEnd(int slot) {
        if (message(slot) == BusMessage.REMOTE_READ) {
            return BusStatus.ACCEPT;
        } else if (focus(slot) >= 0) {
            return BusStatus.FOCUS_FOUND;
        }
        return BusStatus.afterArbitration(lowestPriority(slot) >= 0 ? BusStatus.A2_ACCEPT : 0);
    }

    /** The focus processor that takes the lowest-priority message, or -1. */
    int focus(int slot) {
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (state.is(cpu, ANSWERS) && rules.target.competes(slot, cpu) && rules.target.isFocus(slot, cpu)) {
                return cpu;
            }
        }
        return -1;
    }

    /** Of those with room the one with the lowest arbitration priority, of several that with the highest arbitration id. */
    private int lowestPriority(int slot) {
        int winner = -1;
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            boolean takesPart =
                    state.is(cpu, ANSWERS) && rules.target.competes(slot, cpu) && rules.target.hasRoom(slot, cpu);
            if (takesPart && (winner < 0 || hasLowerPriority(cpu, winner))) {
                winner = cpu;
            }
        }
        return winner;
    }

    private boolean hasLowerPriority(int cpu, int other) {
        if (model.firstTakesLowestPriority) {
            return false;
        }
        int priority = rules.apic.arbitrationPriority(cpu);
        int otherPriority = rules.apic.arbitrationPriority(other);
        return priority != otherPriority
                ? priority < otherPriority
                : state.get(cpu, ARBITRATION_ID) > state.get(other, ARBITRATION_ID);
    }

    // --- what becomes of it
    // --------------------------------------------------------------------------------------------

    private void end(int slot, BusStatus status) {
        DeliveryMode mode = mode(slot);
        long before = state.message(slot, STATUS);
        // An INIT may hit its own sender, which forgets what is not on its way.
        state.message(slot, STATUS, IN_FLIGHT);
        switch (status) {
            case ACCEPT, RETRY -> {
                if (mode == DeliveryMode.REMOTE_READ) {
                    break;
                } else if (mode == DeliveryMode.LOWEST_PRIORITY) {
                    rules.accept(slot, lowestPriority(slot));
                } else {
                    acceptByTheWilling(slot, status);
                }
            }
            case FOCUS_FOUND -> rules.accept(slot, focus(slot));
            case CHECKSUM_ERROR -> {
                useUpCorruption(sender(slot));
                if (before != CORRUPTED) {
                    effects.event(EventKind.CHECKSUM_ERROR, sender(slot), state.message(slot, WORD), 0);
                }
            }
            default -> {}
        }
        boolean repeats = status != BusStatus.ACCEPT_ERROR || rules.isIcrCommand(slot);
        if (mode == DeliveryMode.REMOTE_READ) {
            rules.answerRemoteRead(slot, status == BusStatus.ACCEPT);
            rules.settle(slot);
        } else if (status.isSentAgain() && repeats && rules.isSentAgain(slot)) {
            park(slot, status, before);
        } else {
            rules.settle(slot);
        }
    }

    private void acceptByTheWilling(int slot, BusStatus status) {
        if (model.isBusGeneration && IcrRules.isInitDeassert((int) state.message(slot, WORD))) {
            reload();
        }
        boolean again = status == BusStatus.RETRY && state.is(sender(slot), REPEATS_TO_ALL);
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (rules.target.wouldAccept(slot, cpu)) {
                rules.accept(slot, cpu);
                state.pending(slot, cpu, again);
            }
        }
    }

    /** The message takes part in the next arbitration. */
    private void park(int slot, BusStatus status, long before) {
        long after = status == BusStatus.CHECKSUM_ERROR
                ? CORRUPTED
                : status == BusStatus.ACCEPT_ERROR ? UNANSWERED : REFUSED;
        state.message(slot, STATUS, after);
        if (after == before) {
            return;
        } else if (after == UNANSWERED) {
            effects.event(EventKind.UNANSWERED, sender(slot), state.message(slot, WORD), 0);
        }
        for (int cpu = state.nextPending(slot, 0);
                after == REFUSED && cpu >= 0;
                cpu = state.nextPending(slot, cpu + 1)) {
            if (state.is(cpu, ANSWERS)) {
                effects.event(EventKind.REFUSED, cpu, sender(slot), state.message(slot, WORD) & 0x7FF);
            }
        }
    }

    /** The end of an EOI message, or of traffic. */
    private void endOther(int slot, BusStatus status) {
        if (status == BusStatus.CHECKSUM_ERROR) {
            useUpCorruption(sender(slot));
            state.message(slot, STATUS, isTraffic(slot) ? TRAFFIC : CORRUPTED);
        } else if (isTraffic(slot)) {
            pause(slot);
        } else {
            effects.settled(slot);
            state.free(slot);
        }
    }

    private void pause(int slot) {
        if (pausePs(slot) > 0) {
            state.message(slot, STATUS, PAUSED);
            effects.paused(slot);
        }
    }

    private void noteErrors(int slot, BusStatus status) {
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (hasToNote(cpu, slot, status)) {
                rules.apic.latchError(cpu, errors(cpu, slot, status));
            }
        }
    }

    private boolean allHaveNoted(int slot, BusStatus status) {
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (hasToNote(cpu, slot, status)) {
                return false;
            }
        }
        return true;
    }

    /** Pentium and P6 note errors of messages of local APICs; later parts have no such bits (SDM 10.5.3). */
    private boolean hasToNote(int cpu, int slot, BusStatus status) {
        int bits = errors(cpu, slot, status);
        return bits != 0
                && model.isBusGeneration
                && isOfApic(slot)
                && (cpu == sender(slot) || state.is(cpu, ANSWERS))
                && !rules.apic.hasNoted(cpu, bits);
    }

    private int errors(int cpu, int slot, BusStatus status) {
        return cpu == sender(slot) ? status.senderErrors() : status.otherErrors();
    }

    // --- tries of which nothing comes
    // ----------------------------------------------------------------------------------

    /** Whether a try would change nothing but arbitration ids and what is counted. */
    boolean isFruitless(int slot) {
        if (slot == onBus() && goesOn()) {
            return false;
        }
        long status = state.message(slot, STATUS);
        if (status == TRAFFIC || status == PAUSED || status == CORRUPTED) {
            return isCorrupted(slot) ? allHaveNoted(slot, BusStatus.CHECKSUM_ERROR) : status != CORRUPTED;
        } else if (status != REFUSED && status != UNANSWERED) {
            return false;
        }
        BusStatus next = status(slot);
        return switch (next) {
            case RETRY -> status == REFUSED && !isAcceptedByAny(slot);
            case END_AND_RETRY -> status == REFUSED;
            case ACCEPT_ERROR -> status == UNANSWERED && rules.isIcrCommand(slot) && allHaveNoted(slot, next);
            default -> false;
        };
    }

    private boolean isAcceptedByAny(int slot) {
        for (int cpu = state.nextPending(slot, 0); cpu >= 0; cpu = state.nextPending(slot, cpu + 1)) {
            if (rules.target.wouldAccept(slot, cpu)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something comes of this try or a later one even if nothing else changes. */
    boolean isHopeful(int slot) {
        return !isFruitless(slot)
                || (state.message(slot, STATUS) == CORRUPTED && isCorrupted(slot) && !isCorruptedForEver(slot));
    }

    /**
     * Whether what has the bus, or what follows it with nothing else changing, does anything but be counted. Where it does not,
     * the bus goes round and round.
     */
    boolean matters() {
        int slot = onBus();
        if (slot < 0 || !isFruitless(slot)) {
            return slot >= 0;
        }
        boolean onlyEoi = isFloodedByEoi();
        for (int other = 0; other < state.slots(); other++) {
            boolean contends = wants(other) && (!onlyEoi || message(other) == BusMessage.EOI);
            if (contends && isHopeful(other) && !starves(slot, other)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is always an EOI message that wants the bus. */
    boolean isFloodedByEoi() {
        for (int slot = 0; slot < state.slots(); slot++) {
            if (isFlood(slot)) {
                return true;
            }
        }
        return false;
    }

    boolean isFlood(int slot) {
        return state.message(slot, STATUS) == TRAFFIC && pausePs(slot) == 0 && message(slot) == BusMessage.EOI;
    }

    /**
     * Whether the other message never gets the bus because of this one, which has it now and fails again and again by an error:
     * that leaves the ids as they are, and the other has the lower one. EOI messages, which go before their turn, and others of
     * its own sender could move the id of this one below the other's; EOI messages of the other's sender make that only lower.
     */
    private boolean starves(int slot, int other) {
        if (!beats(slot, other) || !failsForEver(slot)) {
            return false;
        }
        for (int third = 0; third < state.slots(); third++) {
            boolean mayGo = wants(third) || state.message(third, STATUS) == PAUSED;
            boolean changesIds = message(third) == BusMessage.EOI || sender(third) == sender(slot);
            if (third != slot && mayGo && changesIds && sender(third) != sender(other) && beats(third, slot)) {
                return false;
            }
        }
        return true;
    }

    /** Whether every try of the fruitless message that has the bus ends in an error. */
    boolean failsForEver(int slot) {
        return state.message(slot, STATUS) == UNANSWERED || isCorruptedForEver(slot);
    }

    /** The fruitless try that has the bus is over; the winner of the next arbitration has it. */
    void pass() {
        int slot = onBus();
        long status = state.message(slot, STATUS);
        if (isCorrupted(slot)) {
            useUpCorruption(sender(slot));
        } else if (status != UNANSWERED) {
            rotate(sender(slot));
            if (status == TRAFFIC && pausePs(slot) > 0) {
                state.message(slot, STATUS, PAUSED);
            }
        }
        take();
    }
}
