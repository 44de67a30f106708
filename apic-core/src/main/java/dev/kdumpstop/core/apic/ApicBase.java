package dev.kdumpstop.core.apic;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.machine.ApicGeneration;

/** IA32_APIC_BASE, MSR 1BH: its reserved bits and the transitions between its modes (SDM 10.4.4, 10.12.5; apic-facts 1.3). */
public final class ApicBase {
    /** Bit 8: the bootstrap CPU. Read-only. */
    public static final long BSP = 1 << 8;

    private static final long MODE = ApicBits.BASE_ENABLE | ApicBits.BASE_X2APIC;
    /** MAXPHYADDR of the model: 36 bits, as on the parts that brought the MSR. */
    private static final long ADDRESS = 0xF_FFFF_F000L;

    private ApicBase() {}

    /** What reset leaves: enabled at FEE00000H in xAPIC mode. */
    public static long reset(boolean bsp) {
        return Integer.toUnsignedLong(ApicBits.DEFAULT_BASE) | ApicBits.BASE_ENABLE | (bsp ? BSP : 0);
    }

    /** Whether the local APIC is on. */
    public static boolean isEnabled(long base) {
        return (base & ApicBits.BASE_ENABLE) != 0;
    }

    /** Whether it is on and in x2APIC mode. */
    public static boolean isX2apic(long base) {
        return (base & MODE) == MODE;
    }

    /**
     * Whether writing {@code value} over {@code old} raises #GP: reserved bits; x2APIC on a part without it; EXTD without EN;
     * x2APIC back to xAPIC; disabled straight to x2APIC.
     */
    public static boolean faults(ApicGeneration generation, long old, long value) {
        long defined = ADDRESS | BSP | ApicBits.BASE_ENABLE;
        if (generation == ApicGeneration.X2APIC) {
            defined |= ApicBits.BASE_X2APIC;
        }
        if ((value & ~defined) != 0) {
            return true;
        }
        long from = old & MODE;
        long to = value & MODE;
        if (to == ApicBits.BASE_X2APIC) {
            return true;
        }
        return (from == MODE && to == ApicBits.BASE_ENABLE) || (from == 0 && to == MODE);
    }

    /** Whether the write turns the APIC on again. On a 3-wire bus that takes a hardware reset (SDM 10.4.3). */
    public static boolean turnsOn(long old, long value) {
        return !isEnabled(old) && isEnabled(value);
    }
}
