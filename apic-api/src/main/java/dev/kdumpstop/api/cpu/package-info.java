/**
 * CPU numbers as the kernel counts them, and sets of them. Knows nothing of APIC ids.
 */
@NullMarked
package dev.kdumpstop.api.cpu;

import org.jspecify.annotations.NullMarked;
