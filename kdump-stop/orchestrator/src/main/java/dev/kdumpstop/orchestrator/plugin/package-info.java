/**
 * Finds what is installed, on the class path and in drop-in jars, and says what could not be used and why; names plug-ins that
 * fail later. Must not know the machine.
 */
@NullMarked
package dev.kdumpstop.orchestrator.plugin;

import org.jspecify.annotations.NullMarked;
