package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * Messages of the 3-wire APIC bus and how long they have it, in cycles of its clock, arbitration and idle cycle included
 * (apic-facts 2.2). Any but {@link #EOI} ends after the cycles of {@link #SHORT} if nobody accepts it or its checksum is wrong.
 *
 * <pre>{@code
 * long busHz = 25_000_000;
 * BusMessage.SHORT.cycles() * 1_000_000_000L / busHz; // 840
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum BusMessage {
    /** End of a level-triggered interrupt, for the I/O APICs. It wins the arbitration against any other. */
    EOI(14, "SDM 10.13.2"),
    /** Fixed, NMI, SMI, INIT, start-up, ExtINT; by the text also a lowest-priority message with a focus processor. */
    SHORT(21, "SDM 10.13.2.1"),
    /** Lowest priority without a focus processor. The ICH3 data sheet lists 33, and shows a cycle 34 in its own table. */
    LOWEST_PRIORITY(34, "SDM 10.13.2.2"),
    /** Remote read and its answer. */
    REMOTE_READ(39, "ICH3 p. 116");

    private final int cycles;
    private final String source;

    BusMessage(int cycles, String source) {
        this.cycles = cycles;
        this.source = source;
    }

    /** Cycles of the bus clock. */
    public int cycles() {
        return cycles;
    }

    /** Where the number is from. */
    public String source() {
        return source;
    }
}
