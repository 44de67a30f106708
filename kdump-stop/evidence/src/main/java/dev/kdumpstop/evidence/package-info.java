/** Recordings of real kernels and APICs: readers and comparison. */
@NullMarked
package dev.kdumpstop.evidence;

import org.jspecify.annotations.NullMarked;
