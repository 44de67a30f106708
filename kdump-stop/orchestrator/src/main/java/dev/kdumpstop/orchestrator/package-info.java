/** Stop procedures run on a machine: discovery of plug-ins and the builder. */
@NullMarked
package dev.kdumpstop.orchestrator;

import org.jspecify.annotations.NullMarked;
