/** Sub-architectures of i386 kernels. */
@NullMarked
package dev.kdumpstop.subarch.i386;

import org.jspecify.annotations.NullMarked;
