/**
 * Faults as schedules of primitive changes the machine knows. A fault never runs code while the machine runs.
 *
 * <p>Begin with {@link dev.kdumpstop.api.fault.FaultProvider}; {@link dev.kdumpstop.api.fault.PrimitiveChange} is all that can
 * happen to a machine.
 */
@NullMarked
package dev.kdumpstop.api.fault;

import org.jspecify.annotations.NullMarked;
