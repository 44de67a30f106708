/**
 * Timing profiles: what every primitive costs, and where each number comes from. All values are picoseconds.
 *
 * <p>Begin with {@link dev.kdumpstop.api.timing.TimingProfileProvider}; a profile has a value for every
 * {@link dev.kdumpstop.api.timing.TimingParameter}.
 */
@NullMarked
package dev.kdumpstop.api.timing;

import org.jspecify.annotations.NullMarked;
