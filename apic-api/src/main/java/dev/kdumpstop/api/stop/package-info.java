/**
 * Stop procedures as lists of steps: what a kernel does around the stop IPIs. Knows nothing of the simulated machine.
 */
@NullMarked
package dev.kdumpstop.api.stop;

import org.jspecify.annotations.NullMarked;
