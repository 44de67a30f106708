/**
 * Configuration files: reads HOCON strictly and tells all problems at once, with their lines. Knows nothing of running.
 */
@NullMarked
package dev.kdumpstop.experiments.config;

import org.jspecify.annotations.NullMarked;
