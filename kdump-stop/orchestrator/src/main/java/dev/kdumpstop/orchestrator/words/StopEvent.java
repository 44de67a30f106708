package dev.kdumpstop.orchestrator.words;

import dev.kdumpstop.core.machine.EventKind;

/**
 * One entry of a time-line; the kind says what a and b are.
 *
 * @param timePs when
 * @param kind what
 * @param cpu where
 */
public record StopEvent(long timePs, EventKind kind, int cpu, long a, long b) {}
