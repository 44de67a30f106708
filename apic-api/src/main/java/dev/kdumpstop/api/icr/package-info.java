/**
 * The Interrupt Command Register, raw and decoded, and the register map of the local APIC. Knows nothing of Linux.
 */
@NullMarked
package dev.kdumpstop.api.icr;

import org.jspecify.annotations.NullMarked;
