package dev.kdumpstop.core.machine;

/** How a run ended. */
public enum RunEnd {
    /** The subject's script came to its end; which end, the script says. */
    ENDED,
    /** Proved: the subject can never go on. */
    HUNG,
    /** Neither ended nor proved to hang within the horizon, or within 50,000 steps per CPU that take no time. */
    UNDECIDED
}
