/**
 * How x86_64 Linux sends through the hubs of an SGI UV. Knows the SPI, and nothing of waiting times, stop procedures or the
 * simulated machine.
 */
@NullMarked
package dev.kdumpstop.plugin.uv;

import org.jspecify.annotations.NullMarked;
