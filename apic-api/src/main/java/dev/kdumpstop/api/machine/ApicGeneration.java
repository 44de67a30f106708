package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * Generations of the local APIC (apic-facts 1.1; SDM 10.4.6, 10.4.8, 10.5.1).
 *
 * <pre>{@code
 * ApicGeneration.P6.hasApicBus(); // true
 * ApicGeneration.P6.broadcastId(); // 15
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ApicGeneration {
    /** Integrated in the Pentium: 3-wire bus, 4-bit ids. */
    PENTIUM(4, 3),
    /** Pentium Pro to III: 3-wire bus, 4-bit ids. */
    P6(4, 4),
    /** Pentium 4, Xeon, Core: system bus, 8-bit ids. */
    XAPIC(8, 5),
    /** Nehalem and later in xAPIC mode: one more LVT entry (CMCI). */
    XAPIC_NEHALEM(8, 6),
    /** Parts that can be put into x2APIC mode: 32-bit ids. */
    X2APIC(32, 6);

    private final int idBits;
    private final int maxLvt;

    ApicGeneration(int idBits, int maxLvt) {
        this.idBits = idBits;
        this.maxLvt = maxLvt;
    }

    /** Width of a physical APIC id in bits. */
    public int idBits() {
        return idBits;
    }

    /** Field 23:16 of the version register: number of LVT entries minus one. */
    public int maxLvt() {
        return maxLvt;
    }

    /** The id that addresses everybody in physical mode: FH, FFH or FFFFFFFFH (SDM 10.6.2.1, 10.12.9). */
    public int broadcastId() {
        return idBits == 32 ? -1 : (1 << idBits) - 1;
    }

    /** Whether messages travel on the 3-wire APIC bus. */
    public boolean hasApicBus() {
        return this == PENTIUM || this == P6;
    }
}
