/**
 * {@code report.html}: one self-contained page from the folder of a finished experiment. It reads files and knows neither machine
 * nor plug-ins; the same folder gives the same bytes.
 */
@NullMarked
package dev.kdumpstop.experiments.report;

import org.jspecify.annotations.NullMarked;
