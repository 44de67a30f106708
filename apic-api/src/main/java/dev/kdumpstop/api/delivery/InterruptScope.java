package dev.kdumpstop.api.delivery;

import org.apiguardian.api.API;

/**
 * For how long the sender keeps maskable interrupts off. NMIs get through in any case.
 *
 * <pre>{@code
 * // Waits with interrupts on, and turns them off for the two writes:
 * Send send = Send.icrPair(CpuSet.of(3), 0x0300_0000, IpiVector.NMI.icrBits());
 * IcrProgram.of(send, InterruptScope.WRITES_OF_EACH_SEND).irqsOff(); // WRITES_OF_EACH_SEND
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum InterruptScope {
    /** Not at all, as for a send of one write, which needs no protection. */
    NONE,
    /** Around the writes of each send, but not while it waits (FreeBSD). */
    WRITES_OF_EACH_SEND,
    /** Around the wait before each send and its writes. */
    EACH_SEND,
    /** Around all sends of the program. */
    WHOLE_PROGRAM
}
