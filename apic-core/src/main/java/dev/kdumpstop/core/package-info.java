/** The machine as a transition system, and what drives it. */
@NullMarked
package dev.kdumpstop.core;

import org.jspecify.annotations.NullMarked;
