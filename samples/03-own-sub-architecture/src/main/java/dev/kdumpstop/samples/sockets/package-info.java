/** A sub-architecture of one's own. Knows the SPI only. */
@NullMarked
package dev.kdumpstop.samples.sockets;

import org.jspecify.annotations.NullMarked;
