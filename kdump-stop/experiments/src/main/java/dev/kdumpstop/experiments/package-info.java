/**
 * Experiments as values: what a cell is, what it comes to, and whoever runs one. {@link
 * dev.kdumpstop.experiments.CellRunner} takes and gives plain serialisable values, so that any executor can run any cell.
 */
@NullMarked
package dev.kdumpstop.experiments;

import org.jspecify.annotations.NullMarked;
