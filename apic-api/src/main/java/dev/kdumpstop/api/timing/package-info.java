/**
 * Timing profiles: what every primitive costs, and where each number comes from. All values are picoseconds.
 */
@NullMarked
package dev.kdumpstop.api.timing;

import org.jspecify.annotations.NullMarked;
