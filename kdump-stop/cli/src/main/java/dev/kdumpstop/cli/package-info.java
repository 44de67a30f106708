/** The program {@code kdump-stop}. */
@NullMarked
package dev.kdumpstop.cli;

import org.jspecify.annotations.NullMarked;
