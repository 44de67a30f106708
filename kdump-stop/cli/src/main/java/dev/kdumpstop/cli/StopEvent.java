package dev.kdumpstop.cli;

import dev.kdumpstop.core.machine.EventKind;

/**
 * One entry of a time-line; the kind says what a and b are.
 *
 * @param timePs when
 * @param kind what
 * @param cpu where
 */
record StopEvent(long timePs, EventKind kind, int cpu, long a, long b) {}
