package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * ICR bits 17:16 on Pentium and 82489DX (apic-facts 1.5). The constant's position is its code.
 *
 * <pre>{@code
 * RemoteReadStatus status = Icr.ofXapic(0, 0x2_0300).remoteReadStatus(); // VALID
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum RemoteReadStatus {
    /** 0: nothing was read. */
    INVALID("invalid"),
    /** 1: the read is under way. */
    IN_PROGRESS("in progress"),
    /** 2: the remote read register holds the value. */
    VALID("valid"),
    /** 3: reserved. */
    RESERVED("reserved");

    private static final RemoteReadStatus[] BY_CODE = values();

    private final String words;

    RemoteReadStatus(String words) {
        this.words = words;
    }

    /** The name as people write it. */
    public String words() {
        return words;
    }

    /** The status with the given code, of which only the low two bits count. */
    public static RemoteReadStatus ofCode(int code) {
        return BY_CODE[code & 3];
    }
}
