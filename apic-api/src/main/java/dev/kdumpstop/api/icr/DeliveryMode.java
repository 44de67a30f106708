package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * ICR bits 10:8 (SDM 10.6.1). The constant's position is its code.
 *
 * <pre>{@code
 * DeliveryMode mode = DeliveryMode.ofCode(0xC_0400 >> 8); // NMI
 * mode.usesVector(); // false
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DeliveryMode {
    /** 000: the vector, to every CPU addressed. */
    FIXED("fixed"),
    /** 001: the vector, to one of the CPUs addressed. Reserved in x2APIC mode. */
    LOWEST_PRIORITY("lowest priority"),
    /** 010: system management interrupt. */
    SMI("SMI"),
    /** 011: remote read on Pentium and 82489DX, reserved on later parts. */
    REMOTE_READ("remote read"),
    /** 100: non-maskable interrupt; the vector is ignored. */
    NMI("NMI"),
    /** 101: INIT, or with level 0 and trigger 1 the INIT level de-assert. */
    INIT("INIT"),
    /** 110: start-up; the vector is the page number of the start address. */
    STARTUP("start-up"),
    /** 111: reserved in the ICR; ExtINT exists only in the LVT and in I/O APIC entries. */
    RESERVED_EXTINT("reserved (ExtINT)");

    private static final DeliveryMode[] BY_CODE = values();

    private final String words;

    DeliveryMode(String words) {
        this.words = words;
    }

    /** The three-bit code. */
    public int code() {
        return ordinal();
    }

    /** The mode with the given code, of which only the low three bits count. */
    public static DeliveryMode ofCode(int code) {
        return BY_CODE[code & 7];
    }

    /** The name as people write it. */
    public String words() {
        return words;
    }

    /** Whether the vector field means something for this mode. */
    public boolean usesVector() {
        return this == FIXED || this == LOWEST_PRIORITY || this == STARTUP || this == REMOTE_READ;
    }
}
