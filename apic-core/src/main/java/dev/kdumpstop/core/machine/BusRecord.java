package dev.kdumpstop.core.machine;

import java.util.List;

/**
 * Who had the 3-wire APIC bus in a run, and for how long.
 *
 * @param untilPs the time up to which it was counted, picoseconds after the crash path began
 * @param shares one per CPU: what its local APIC sent
 */
public record BusRecord(long untilPs, List<Share> shares) {
    /** Copies the list. */
    public BusRecord {
        shares = List.copyOf(shares);
    }

    /**
     * What one local APIC had of the bus.
     *
     * @param messages messages, every try counted, traffic and EOI messages included
     * @param acceptErrors of them those that nobody accepted
     * @param checksumErrors of them those with a checksum error
     * @param busyPs time for which it had the bus, a message under way up to {@link BusRecord#untilPs}
     */
    public record Share(long messages, long acceptErrors, long checksumErrors, long busyPs) {}

    /** Time for which anybody had the bus. */
    public long busyPs() {
        return shares.stream().mapToLong(Share::busyPs).sum();
    }

    /** Messages of all, every try counted. */
    public long messages() {
        return shares.stream().mapToLong(Share::messages).sum();
    }
}
