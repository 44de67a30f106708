package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/** ICR bit 11 (SDM 10.6.1): what the destination field names. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DestinationMode {
    /** 0: an APIC id. */
    PHYSICAL,
    /** 1: a pattern matched against every LDR. */
    LOGICAL
}
