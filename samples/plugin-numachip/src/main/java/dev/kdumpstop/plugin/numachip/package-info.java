/**
 * How x86_64 Linux sends on NumaConnect systems: nodes of AMD CPUs joined by NumaChips. Knows the SPI, and nothing of waiting times,
 * stop procedures or the simulated machine.
 */
@NullMarked
package dev.kdumpstop.plugin.numachip;

import org.jspecify.annotations.NullMarked;
