/**
 * Recorded vectors: what an implementation of the local APIC did with given ICR writes in a given machine state; the values and
 * the reader of the format.
 *
 * <p>This package knows the file format and nothing else. It must not know the machine model, nor which field of a vector counts
 * for whom: that is decided in {@code dev.kdumpstop.evidence.conform}.
 */
@NullMarked
package dev.kdumpstop.evidence.vector;

import org.jspecify.annotations.NullMarked;
