/**
 * Random numbers by name and place, never by order; distributions. Knows no experiment and no machine.
 */
@NullMarked
package dev.kdumpstop.experiments.dice;

import org.jspecify.annotations.NullMarked;
