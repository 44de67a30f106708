/**
 * The folder of an experiment's results: JSON Lines, CSV and the run's own facts; writes them so that a killed run can be taken
 * up again, and reads them back.
 */
@NullMarked
package dev.kdumpstop.experiments.result;

import org.jspecify.annotations.NullMarked;
