/**
 * Finds what is installed by ServiceLoader and says what could not be used and why. Must not know the machine.
 */
@NullMarked
package dev.kdumpstop.orchestrator.plugin;

import org.jspecify.annotations.NullMarked;
