package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import java.util.Set;

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

    private static final int IRQ_WORK = 0xF6;
    /**
     * The vectors Linux sends as IPIs ({@code irq_vectors.h}, 5.10 and 6.1): end of an interrupt's move, timer broadcast,
     * posted interrupts, irq work, platform, reboot, function calls (single, many), reschedule.
     */
    private static final Set<Integer> IPIS =
            Set.of(0x20, 0xEC, 0xF0, 0xF1, 0xF2, IRQ_WORK, 0xF7, IpiVector.REBOOT.number(), 0xFB, 0xFC, 0xFD);

    static boolean stops(long icrLow) {
        DeliveryMode mode = DeliveryMode.ofCode((int) icrLow >> 8);
        return mode == DeliveryMode.NMI || (mode == DeliveryMode.FIXED && (icrLow & 0xFF) == IpiVector.REBOOT.number());
    }

    /**
     * Whether Linux can have left this word in the ICR: an IPI that it sends, to one CPU, a mask or all but self, or irq work
     * to itself; a boot command; or the 0 of a reset. No reserved bit, and the level bit in boot commands only.
     */
    static boolean canBeLeftOver(long icrLow) {
        int low = (int) icrLow;
        int vector = low & 0xFF;
        int shorthand = low & Icr.ALL_EXCLUDING_SELF;
        if (low == 0) {
            return true;
        }
        if ((low & (Icr.RESERVED_LOW | 0x3_0000)) != 0 || shorthand == Icr.ALL_INCLUDING_SELF) {
            return false;
        }
        boolean level = (low & (Icr.LEVEL_ASSERT | Icr.LEVEL_TRIGGERED)) != 0;
        return switch (DeliveryMode.ofCode(low >> 8)) {
            case FIXED -> !level && IPIS.contains(vector) && (shorthand != Icr.SELF || vector == IRQ_WORK);
            case NMI -> !level && vector == 0;
            case INIT -> vector == 0;
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
