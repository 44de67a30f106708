/**
 * Sub-architectures of i386 kernels and the rule by which such a kernel picks one. Says what these kernels program and
 * write; knows nothing of waiting times, of stop procedures or of the simulated machine.
 */
@NullMarked
package dev.kdumpstop.subarch.i386;

import org.jspecify.annotations.NullMarked;
