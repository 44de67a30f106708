/**
 * What varies: lists, ranges, conditions, and the cells they make. Knows nothing of files and of running.
 */
@NullMarked
package dev.kdumpstop.experiments.plan;

import org.jspecify.annotations.NullMarked;
