package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * ICR bit 11 (SDM 10.6.1): what the destination field names.
 *
 * <pre>{@code
 * DestinationMode mode = Icr.ofXapic(0x0E00_0000, 0xC00).destinationMode(); // LOGICAL
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DestinationMode {
    /** 0: an APIC id. */
    PHYSICAL,
    /** 1: a pattern matched against every LDR. */
    LOGICAL
}
