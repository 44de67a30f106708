/** Sub-architectures of x86_64 kernels. */
@NullMarked
package dev.kdumpstop.subarch.x86_64;

import org.jspecify.annotations.NullMarked;
