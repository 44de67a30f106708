package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.icr.ApicRegister;

/**
 * What Linux can have left in a register that the stop reads before it writes. Not the stop's doing, so the rules are wide;
 * but what no kernel sets up is no recording of a kernel.
 *
 * <p>Sources: {@code setup_local_APIC}, {@code __setup_APIC_LVTT}, {@code perf_events_lapic_init} and
 * {@code intel_init_thermal} of 5.10 and 6.1, and all recordings at hand.
 */
final class Habits {
    private static final int MASKED = 0x1_0000;
    /** Delivery status and remote IRR: hardware's. */
    private static final int STATUS = 0x5000;
    /** Timer mode and mask: a timer that is stopped is masked. */
    private static final int TIMER_FREE = 0x7_0000;

    private static final int EXT_INT = 0x700;
    private static final int NMI = 0x400;
    private static final int SMI = 0x200;

    private Habits() {}

    /** Whether the value is possible. The CPU may be {@link Track#ALL}: any of them. */
    static boolean allow(int offset, long value, int cpu) {
        if (value >>> 32 != 0) {
            return false;
        }
        int low = (int) value & ~STATUS;
        ApicRegister register = ApicRegister.atOffset(offset).orElse(null);
        if (register == null) {
            return true;
        }
        boolean boot = cpu == 0 || cpu == Track.ALL;
        boolean other = cpu != 0;
        return switch (register) {
            case ICR -> StopWord.canBeLeftOver(value & ~Observed.BUSY);
            case LVT_TIMER -> (low & ~TIMER_FREE) == 0xEC || (low & ~TIMER_FREE) == 0xEF;
            case LVT_LINT0 -> low == (EXT_INT | MASKED) || (boot && low == EXT_INT);
            case LVT_LINT1 -> (boot && low == NMI) || (other && low == (NMI | MASKED));
            case LVT_PERF -> low == MASKED || low == NMI;
            case LVT_THERMAL -> low == MASKED || (low & ~MASKED) == 0xFA || (low & ~MASKED) == SMI;
            case LVT_CMCI -> low == MASKED || (low & ~MASKED) == 0xF9 || (low & ~MASKED) == SMI;
            default -> true;
        };
    }
}
