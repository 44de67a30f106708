package dev.kdumpstop.core.machine;

/** Receives what happens in a run, in order. Called on the hot path with primitives only. */
@FunctionalInterface
public interface RunListener {
    /** Drops everything. */
    RunListener NONE = (timePs, kind, cpu, a, b) -> {};

    /**
     * One entry.
     *
     * @param timePs virtual time since the crash path began
     * @param kind what happened; it says what a and b are
     * @param cpu where
     */
    void on(long timePs, EventKind kind, int cpu, long a, long b);
}
