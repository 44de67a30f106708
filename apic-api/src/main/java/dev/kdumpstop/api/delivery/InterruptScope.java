package dev.kdumpstop.api.delivery;

import org.apiguardian.api.API;

/** For how long the sender keeps maskable interrupts off. NMIs get through in any case. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum InterruptScope {
    /** Not at all: one write needs no protection. */
    NONE,
    /** Around the wait and the writes of each send. */
    EACH_SEND,
    /** Around all sends of the program. */
    WHOLE_PROGRAM
}
