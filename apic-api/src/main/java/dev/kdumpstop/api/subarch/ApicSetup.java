package dev.kdumpstop.api.subarch;

import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * How the kernel has programmed one CPU's local APIC by the time it crashes.
 *
 * <pre>{@code
 * ApicSetup setup = ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(3));
 * Integer.toHexString(setup.ldr()); // 8000000
 * ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(0x21)).ldr(); // 131074
 * }</pre>
 *
 * @param dfr destination format register; empty in x2APIC mode, which has none
 * @param ldr logical destination register as a whole: xAPIC bits 31:24, x2APIC all 32
 * @param svr spurious vector register; bit 8 set = software-enabled
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ApicSetup(OptionalInt dfr, int ldr, int svr) {
    /** DFR for the flat model. */
    public static final int DFR_FLAT = 0xFFFF_FFFF;
    /** DFR for the cluster model. */
    public static final int DFR_CLUSTER = 0x0FFF_FFFF;
    /** Software-enabled with spurious vector FFH, as Linux sets it. */
    public static final int SVR_ENABLED = 0x1FF;

    /** xAPIC with the given DFR and the logical id for LDR bits 31:24. */
    public static ApicSetup xapic(int dfr, int logicalId) {
        return new ApicSetup(OptionalInt.of(dfr), logicalId << 24, SVR_ENABLED);
    }

    /** xAPIC whose DFR and LDR the kernel leaves alone: what a reset leaves, flat and 0 (SDM 10.4.7.1). */
    public static ApicSetup xapicUntouched() {
        return xapic(DFR_FLAT, 0);
    }

    /** x2APIC: the LDR follows from the id and cannot be written. */
    public static ApicSetup x2apic(int logicalId) {
        return new ApicSetup(OptionalInt.empty(), logicalId, SVR_ENABLED);
    }
}
