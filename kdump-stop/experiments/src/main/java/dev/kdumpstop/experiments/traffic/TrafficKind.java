package dev.kdumpstop.experiments.traffic;

import java.util.Locale;

/** What a CPU sends for. */
public enum TrafficKind {
    /** To one of the CPU's partners: look for another task. */
    RESCHEDULE,
    /** To a fixed set of CPUs: flush the TLB. */
    TLB,
    /** To all others: call a function. */
    CALL_FUNCTION,
    /** An NMI to all others: print a backtrace. */
    BACKTRACE;

    /** The name users type. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it goes to all other CPUs. */
    public boolean isToAll() {
        return this == CALL_FUNCTION || this == BACKTRACE;
    }
}
