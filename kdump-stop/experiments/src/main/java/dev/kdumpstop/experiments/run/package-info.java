/**
 * Runs cells: dice into a crash stop, many of them into a result. Knows nothing of files and reports.
 */
@NullMarked
package dev.kdumpstop.experiments.run;

import org.jspecify.annotations.NullMarked;
