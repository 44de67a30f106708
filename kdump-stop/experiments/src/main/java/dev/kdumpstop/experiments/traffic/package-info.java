/**
 * The IPI traffic of a machine at which nothing is wrong: who sends what to whom, and when. Knows no files, no cells and no
 * solution's name.
 */
@NullMarked
package dev.kdumpstop.experiments.traffic;

import org.jspecify.annotations.NullMarked;
