/**
 * Durations as text and as {@code long} picoseconds. Knows nothing else.
 */
@NullMarked
package dev.kdumpstop.api.unit;

import org.jspecify.annotations.NullMarked;
