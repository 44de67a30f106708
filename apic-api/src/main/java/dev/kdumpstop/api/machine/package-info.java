/**
 * The machine and the kernel build a plug-in is asked about. Descriptions only: nothing here runs.
 *
 * <p>Begin with {@link dev.kdumpstop.api.machine.MachineSpec}; {@link dev.kdumpstop.api.machine.Requirements} turns what a
 * plug-in asks of it into a {@link dev.kdumpstop.api.machine.Compatibility}.
 */
@NullMarked
package dev.kdumpstop.api.machine;

import org.jspecify.annotations.NullMarked;
