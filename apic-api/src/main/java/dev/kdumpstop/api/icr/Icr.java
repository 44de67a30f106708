package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * The Interrupt Command Register with every field, decoded without loss: encoding what was decoded gives the same bits.
 *
 * <p>Source: SDM section "Interrupt Command Register (ICR)" (10.6.1) for the xAPIC pair 310H/300H, "ICR Operation in
 * x2APIC Mode" (10.12.9) for MSR 830H. Which combinations are valid depends on the part: see {@link IcrCheck}.
 *
 * <pre>{@code
 * Icr icr = Icr.ofXapic(0x0300_0000, 0x400);
 * icr.deliveryMode(); // NMI
 * icr.destination(); // 3
 * icr.equals(Icr.of(0, DeliveryMode.NMI, DestinationMode.PHYSICAL, Shorthand.NONE, 3)); // true
 * Long.toHexString(icr.x2apic()); // 300000400
 * }</pre>
 *
 * @param vector bits 7:0, 0 to 255
 * @param deliveryMode bits 10:8
 * @param destinationMode bit 11
 * @param deliveryStatus bit 12, 1 = send pending; read-only in xAPIC mode, absent in x2APIC mode
 * @param levelAssert bit 14
 * @param levelTriggered bit 15, false = edge
 * @param remoteReadStatus bits 17:16
 * @param shorthand bits 19:18
 * @param destination xAPIC: bits 31:24 of ICR-high, 0 to 255; x2APIC: bits 63:32, all 32 bits
 * @param reservedLow the reserved bits 13 and 31:20 of the low word as they were found
 * @param reservedHigh the reserved bits 23:0 of xAPIC ICR-high as they were found; 0 in x2APIC mode
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Icr(
        int vector,
        DeliveryMode deliveryMode,
        DestinationMode destinationMode,
        boolean deliveryStatus,
        boolean levelAssert,
        boolean levelTriggered,
        RemoteReadStatus remoteReadStatus,
        Shorthand shorthand,
        int destination,
        int reservedLow,
        int reservedHigh) {

    /** Delivery status, bit 12: the "busy" bit. */
    public static final int BUSY = 0x1000;
    /** Bit 11. */
    public static final int LOGICAL = 0x800;
    /** Bit 14. */
    public static final int LEVEL_ASSERT = 0x4000;
    /** Bit 15. */
    public static final int LEVEL_TRIGGERED = 0x8000;
    /** Delivery mode NMI, bits 10:8 = 100. */
    public static final int NMI = 0x400;
    /** Shorthand "self", bits 19:18 = 01. */
    public static final int SELF = 0x4_0000;
    /** Shorthand "all including self", bits 19:18 = 10. */
    public static final int ALL_INCLUDING_SELF = 0x8_0000;
    /** Shorthand "all excluding self", bits 19:18 = 11. */
    public static final int ALL_EXCLUDING_SELF = 0xC_0000;
    /** Bits 31:20 and 13 of the low word. */
    public static final int RESERVED_LOW = 0xFFF0_2000;
    /** Bits 23:0 of xAPIC ICR-high. */
    public static final int RESERVED_HIGH = 0x00FF_FFFF;

    /** @throws IllegalArgumentException if the vector does not fit in 8 bits or reserved fields hold other bits */
    public Icr {
        if ((vector & ~0xFF) != 0) {
            throw new IllegalArgumentException("vector " + vector + " is not in 0..255");
        }
        if ((reservedLow & ~RESERVED_LOW) != 0 || (reservedHigh & ~RESERVED_HIGH) != 0) {
            throw new IllegalArgumentException("reserved fields hold bits that are not reserved");
        }
    }

    /** A command with edge trigger, level 0 and idle status, as Linux writes it. */
    public static Icr of(
            int vector, DeliveryMode mode, DestinationMode destinationMode, Shorthand shorthand, int destination) {
        return new Icr(
                vector,
                mode,
                destinationMode,
                false,
                false,
                false,
                RemoteReadStatus.INVALID,
                shorthand,
                destination,
                0,
                0);
    }

    /** Decodes the xAPIC pair; bits 31:24 of {@code high} are the destination. */
    public static Icr ofXapic(int high, int low) {
        return decode(low, high >>> 24, high & RESERVED_HIGH);
    }

    /** Decodes the 64-bit x2APIC register; bits 63:32 are the destination. */
    public static Icr ofX2apic(long value) {
        return decode((int) value, (int) (value >>> 32), 0);
    }

    private static Icr decode(int low, int destination, int reservedHigh) {
        return new Icr(
                low & 0xFF,
                DeliveryMode.ofCode(low >> 8),
                (low & LOGICAL) != 0 ? DestinationMode.LOGICAL : DestinationMode.PHYSICAL,
                (low & BUSY) != 0,
                (low & LEVEL_ASSERT) != 0,
                (low & LEVEL_TRIGGERED) != 0,
                RemoteReadStatus.ofCode(low >> 16),
                Shorthand.ofCode(low >> 18),
                destination,
                low & RESERVED_LOW,
                reservedHigh);
    }

    /** Bits 31:0: xAPIC ICR-low, or the low half of the x2APIC register. */
    public int low() {
        return vector
                | deliveryMode.code() << 8
                | (destinationMode == DestinationMode.LOGICAL ? LOGICAL : 0)
                | (deliveryStatus ? BUSY : 0)
                | (levelAssert ? LEVEL_ASSERT : 0)
                | (levelTriggered ? LEVEL_TRIGGERED : 0)
                | remoteReadStatus.ordinal() << 16
                | shorthand.code() << 18
                | reservedLow;
    }

    /** xAPIC ICR-high. @throws IllegalStateException if the destination needs more than 8 bits */
    public int xapicHigh() {
        if ((destination & ~0xFF) != 0) {
            throw new IllegalStateException("destination 0x" + Integer.toHexString(destination)
                    + " does not fit in the 8 bits of xAPIC ICR-high");
        }
        return destination << 24 | reservedHigh;
    }

    /** The 64-bit x2APIC register. */
    public long x2apic() {
        return (long) destination << 32 | Integer.toUnsignedLong(low());
    }

    /** The same command with the given delivery status. */
    public Icr withDeliveryStatus(boolean busy) {
        return new Icr(
                vector,
                deliveryMode,
                destinationMode,
                busy,
                levelAssert,
                levelTriggered,
                remoteReadStatus,
                shorthand,
                destination,
                reservedLow,
                reservedHigh);
    }
}
