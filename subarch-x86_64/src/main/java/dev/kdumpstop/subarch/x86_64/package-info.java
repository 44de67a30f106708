/**
 * Sub-architectures of x86_64 kernels and the rules by which such a kernel picks one. Says what these kernels program and
 * write; knows nothing of waiting times, of stop procedures or of the simulated machine.
 */
@NullMarked
package dev.kdumpstop.subarch.x86_64;

import org.jspecify.annotations.NullMarked;
