/** A wait policy and a solution of one's own. Knows the SPI only. */
@NullMarked
package dev.kdumpstop.samples.phased;

import org.jspecify.annotations.NullMarked;
