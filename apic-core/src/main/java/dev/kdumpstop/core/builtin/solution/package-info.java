/** Built-in solutions: which loop applies at which wait site. */
@NullMarked
package dev.kdumpstop.core.builtin.solution;

import org.jspecify.annotations.NullMarked;
