package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.core.machine.EventKind;

/**
 * Something that happened while a vector was played.
 *
 * @param step index of the write it followed
 * @param kind what; it says what a and b are
 * @param cpu index of the CPU in the vector
 */
public record PlayedEvent(int step, EventKind kind, int cpu, long a, long b) {}
