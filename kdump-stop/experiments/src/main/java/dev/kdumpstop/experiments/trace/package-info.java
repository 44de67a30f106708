/**
 * Time-lines of single runs, as files. Knows crash stops and no experiment's statistics.
 */
@NullMarked
package dev.kdumpstop.experiments.trace;

import org.jspecify.annotations.NullMarked;
