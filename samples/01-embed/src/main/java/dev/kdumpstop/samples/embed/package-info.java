/** A stop simulated from a program of one's own. */
@NullMarked
package dev.kdumpstop.samples.embed;

import org.jspecify.annotations.NullMarked;
