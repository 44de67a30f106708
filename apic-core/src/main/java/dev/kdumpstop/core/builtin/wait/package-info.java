/** Built-in wait policies: one general bounded loop, and the loops of real kernels as presets of it. */
@NullMarked
package dev.kdumpstop.core.builtin.wait;

import org.jspecify.annotations.NullMarked;
