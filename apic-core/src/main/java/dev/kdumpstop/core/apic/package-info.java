/**
 * The local APIC as the manual has it, register by register and rule by rule, as pure functions of register values: the register
 * map, what a word in the ICR means, whom a destination names, priorities, modes; and the named deviations that real
 * implementations show. Knows no machine, no state and no time.
 */
@NullMarked
package dev.kdumpstop.core.apic;

import org.jspecify.annotations.NullMarked;
