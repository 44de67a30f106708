/**
 * Statistics on integer sums: intervals, paired differences, histograms. Knows no experiment and no machine.
 */
@NullMarked
package dev.kdumpstop.experiments.stat;

import org.jspecify.annotations.NullMarked;
