/** Built-in faults, each a schedule of primitive changes. */
@NullMarked
package dev.kdumpstop.core.builtin.fault;

import org.jspecify.annotations.NullMarked;
