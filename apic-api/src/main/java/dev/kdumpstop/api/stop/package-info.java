/**
 * Stop procedures as lists of steps: what a kernel does around the stop IPIs. Knows nothing of the simulated machine.
 *
 * <p>Begin with {@link dev.kdumpstop.api.stop.StopProcedureProvider}; {@link dev.kdumpstop.api.stop.StopStep} is all that a
 * procedure can do.
 */
@NullMarked
package dev.kdumpstop.api.stop;

import org.jspecify.annotations.NullMarked;
