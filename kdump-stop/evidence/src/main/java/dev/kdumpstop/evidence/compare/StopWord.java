package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;

/**
 * A recorded command that stops CPUs: an NMI, or the fixed vector of a plain panic. Everything else that is sent meanwhile
 * is the other CPUs' ordinary work.
 *
 * @param cpu who sent it
 * @param order its place among all events
 * @param low ICR-low
 * @param destination destination field, unsigned; -1 if a shorthand names the targets
 * @param x2apic whether it is one 64-bit write
 */
record StopWord(int cpu, int order, int low, long destination, boolean x2apic) {

    static boolean stops(long icrLow) {
        DeliveryMode mode = DeliveryMode.ofCode((int) icrLow >> 8);
        return mode == DeliveryMode.NMI || (mode == DeliveryMode.FIXED && (icrLow & 0xFF) == IpiVector.REBOOT.number());
    }

    /** INIT and start-up: a boot, and no stop. */
    static boolean boots(long icrLow) {
        DeliveryMode mode = DeliveryMode.ofCode((int) icrLow >> 8);
        return mode == DeliveryMode.INIT || mode == DeliveryMode.STARTUP;
    }

    /**
     * Whether software can have left this word in the ICR: an IPI of the modes that Linux sends, no reserved bit set, the
     * level bit in INITs only, vectors from 16 on. 0 is what a reset leaves.
     */
    static boolean canBeLeftOver(long icrLow) {
        int low = (int) icrLow;
        if (low == 0) {
            return true;
        }
        if ((low & (Icr.RESERVED_LOW | 0x3_0000)) != 0) {
            return false;
        }
        boolean level = (low & (Icr.LEVEL_ASSERT | Icr.LEVEL_TRIGGERED)) != 0;
        return switch (DeliveryMode.ofCode(low >> 8)) {
            case FIXED -> !level && (low & 0xFF) >= 16;
            case NMI -> !level && (low & 0xFF) == 0;
            case INIT -> (low & 0xFF) == 0;
            case STARTUP -> true;
            default -> false;
        };
    }

    boolean isNmi() {
        return DeliveryMode.ofCode(low >> 8) == DeliveryMode.NMI;
    }

    boolean isLogical() {
        return (low & Icr.LOGICAL) != 0;
    }

    boolean isShorthand() {
        return destination < 0;
    }
}
