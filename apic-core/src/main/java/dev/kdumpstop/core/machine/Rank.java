package dev.kdumpstop.core.machine;

/**
 * Kinds of transitions in the order in which they happen at equal times: the interconnect, then changes of a CPU's state,
 * then register writes, then register reads, then counters (design section 5). Within a kind the lower CPU, message or
 * schedule number goes first.
 */
enum Rank {
    /** A message reaches its targets. */
    ARRIVE,
    /** A refused message is accepted at a further try. */
    RETRY,
    /** Traffic on the 3-wire bus goes on after a pause. */
    TRAFFIC,
    /** A scheduled change from outside. */
    OUTSIDE,
    /** A local APIC's timer expires. */
    TIMER,
    /** A CPU enters the handler of a pending NMI or interrupt. */
    ENTRY,
    STATE,
    WRITE,
    READ,
    COUNT,
    /** Not a transition. */
    NONE;

    static final int COUNT_OF_TRANSITIONS = NONE.ordinal();
}
