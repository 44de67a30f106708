/**
 * CPU numbers as the kernel counts them, and sets of them. Knows nothing of APIC ids.
 *
 * <p>Begin with {@link dev.kdumpstop.api.cpu.CpuSet}; {@link dev.kdumpstop.api.cpu.CpuMaps} are the kernel's own sets.
 */
@NullMarked
package dev.kdumpstop.api.cpu;

import org.jspecify.annotations.NullMarked;
