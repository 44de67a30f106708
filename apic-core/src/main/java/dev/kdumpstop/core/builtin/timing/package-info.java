/** Built-in timing profiles, each number with its provenance. */
@NullMarked
package dev.kdumpstop.core.builtin.timing;

import org.jspecify.annotations.NullMarked;
