/**
 * Durations as text and as {@code long} picoseconds. Knows nothing else.
 *
 * <p>{@link dev.kdumpstop.api.unit.Picoseconds} is all there is.
 */
@NullMarked
package dev.kdumpstop.api.unit;

import org.jspecify.annotations.NullMarked;
