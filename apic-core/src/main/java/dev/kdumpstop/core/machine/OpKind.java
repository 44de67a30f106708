package dev.kdumpstop.core.machine;

/** What a CPU can execute; the rank decides the order of what happens at the same time. */
enum OpKind {
    // A CPU's own state.
    IRQS_OFF(Rank.STATE),
    IRQS_SAVE(Rank.STATE),
    IRQS_RESTORE(Rank.STATE),
    INSTALL_HANDLER(Rank.STATE),
    SAVE_REGISTERS(Rank.STATE),
    ACKNOWLEDGE(Rank.STATE),
    BEGIN_ROUND(Rank.STATE),
    INTERRUPT_RETURN(Rank.STATE),
    END(Rank.STATE),
    /** Nothing more happens by itself: a loop that never ends. */
    SPIN(Rank.NONE),
    /** The CPU halts here for ever. */
    HALT(Rank.NONE),
    // Register writes.
    WRITE(Rank.WRITE),
    WRITE_MODIFIED(Rank.WRITE),
    ICR_HIGH(Rank.WRITE),
    ICR_LOW(Rank.WRITE),
    X2_ICR(Rank.WRITE),
    SELF_IPI(Rank.WRITE),
    OUTSIDE_WRITE(Rank.WRITE),
    FENCE(Rank.WRITE),
    CLEAR_IO_APIC(Rank.WRITE),
    // Register reads.
    READ(Rank.READ),
    WAIT(Rank.READ),
    // Counters and branches on them.
    DELAY(Rank.COUNT),
    AWAIT_ACKNOWLEDGED(Rank.COUNT),
    SKIP_IF_ACKNOWLEDGED(Rank.COUNT),
    SKIP_IF_ALL_ACKNOWLEDGED(Rank.COUNT),
    SKIP_IF_SEND_FAILED(Rank.COUNT),
    /** Waits for the CPU's next request and goes on with what the script has for it. */
    NEXT_REQUEST(Rank.COUNT),
    /** The CPU is done with its request. */
    REQUEST_SENT(Rank.COUNT);

    final Rank rank;

    OpKind(Rank rank) {
        this.rank = rank;
    }
}
