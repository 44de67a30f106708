/**
 * The Interrupt Command Register, raw and decoded, and the register map of the local APIC. Knows nothing of Linux.
 *
 * <p>Begin with {@link dev.kdumpstop.api.icr.Icr}; {@link dev.kdumpstop.api.icr.IcrWords} says a value in words,
 * {@link dev.kdumpstop.api.icr.IcrCheck} what the manuals object to.
 */
@NullMarked
package dev.kdumpstop.api.icr;

import org.jspecify.annotations.NullMarked;
