/** A stop procedure of one's own. Knows the SPI only. */
@NullMarked
package dev.kdumpstop.samples.vectorfirst;

import org.jspecify.annotations.NullMarked;
