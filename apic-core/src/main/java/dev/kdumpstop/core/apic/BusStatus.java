package dev.kdumpstop.core.apic;

import dev.kdumpstop.api.icr.ApicBits;

/**
 * What the status cycles of a message on the 3-wire APIC bus say, and what follows from it (SDM 10.13.2.3; apic-facts 2.2).
 *
 * <p>The lines are open-drain: what is read is the OR of what all APICs addressed answer. In cycle 19 (status A) an APIC says
 * whether the checksum is right, and on a lowest-priority message whether it is the focus; in cycle 20 (status A1) whether it
 * accepts. Silence is 00.
 */
public enum BusStatus {
    /** Everybody addressed has accepted, or the one that won the lowest-priority arbitration has. */
    ACCEPT(true, false, 0, 0),
    /** At least one of those addressed has no room now. */
    RETRY(true, true, 0, 0),
    /** Nobody answered. */
    ACCEPT_ERROR(false, true, ApicBits.ESR_SEND_ACCEPT, ApicBits.ESR_RECEIVE_ACCEPT),
    /** The checksum is wrong, or status A is none that exists. */
    CHECKSUM_ERROR(false, true, ApicBits.ESR_SEND_CHECKSUM, ApicBits.ESR_RECEIVE_CHECKSUM),
    /** Lowest priority: a focus processor takes it. */
    FOCUS_FOUND(true, false, 0, 0),
    /** Lowest priority: no focus, but somebody has room; cycles 21 to 34 find out who gets it. */
    ARBITRATE(true, false, 0, 0),
    /** Lowest priority: the one that won the arbitration did not accept (status A2). The arbitration ids have moved already. */
    ARBITRATION_ERROR(true, true, ApicBits.ESR_SEND_ACCEPT, 0),
    /** Lowest priority: nobody has room. */
    END_AND_RETRY(true, true, 0, 0);

    /** Status A of an APIC that found the checksum wrong. */
    public static final int A_CHECKSUM_WRONG = 0b11;
    /** Status A of the focus processor. */
    public static final int A_FOCUS = 0b10;
    /** Status A1 of an APIC that accepts; on a lowest-priority message of one that has no room. */
    public static final int A1_ACCEPT = 0b10;
    /** Status A1 of an APIC that has no room now; on a lowest-priority message of one that has. */
    public static final int A1_RETRY = 0b11;
    /** Status A1 on a lowest-priority message of an APIC that has no room. */
    public static final int A1_END_AND_RETRY = 0b10;
    /** Status A1 on a lowest-priority message of an APIC that has room and takes part in the arbitration. */
    public static final int A1_ARBITRATE = 0b11;
    /** Status A2 of the APIC that won. */
    public static final int A2_ACCEPT = 0b10;

    private final boolean movesArbitrationIds;
    private final boolean isSentAgain;
    private final int senderErrors;
    private final int otherErrors;

    BusStatus(boolean movesArbitrationIds, boolean isSentAgain, int senderErrors, int otherErrors) {
        this.movesArbitrationIds = movesArbitrationIds;
        this.isSentAgain = isSentAgain;
        this.senderErrors = senderErrors;
        this.otherErrors = otherErrors;
    }

    /** Reads the two bits each of status A and A1, as they are on the lines. */
    public static BusStatus of(boolean lowestPriority, int a, int a1) {
        if (lowestPriority && a == A_FOCUS) {
            return FOCUS_FOUND;
        } else if (a != 0) {
            return CHECKSUM_ERROR;
        } else if (a1 == A1_RETRY) {
            return lowestPriority ? ARBITRATE : RETRY;
        } else if (a1 == A1_ACCEPT) {
            return lowestPriority ? END_AND_RETRY : ACCEPT;
        }
        return ACCEPT_ERROR;
    }

    /** Reads status A2, cycle 33 of a message for which {@link #ARBITRATE} was said. */
    public static BusStatus afterArbitration(int a2) {
        return a2 == A2_ACCEPT ? ACCEPT : ARBITRATION_ERROR;
    }

    /** Whether the arbitration ids change: the sender's becomes 0, the others' rise. */
    public boolean movesArbitrationIds() {
        return movesArbitrationIds;
    }

    /** Whether the hardware sends the message again; of start-up messages and remote reads see apic-facts C1 and 2.2. */
    public boolean isSentAgain() {
        return isSentAgain;
    }

    /** ESR bits that the sender's APIC notes. */
    public int senderErrors() {
        return senderErrors;
    }

    /** ESR bits that every other APIC on the bus notes. */
    public int otherErrors() {
        return otherErrors;
    }
}
