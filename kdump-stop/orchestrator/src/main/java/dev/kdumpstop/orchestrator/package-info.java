/**
 * Crash stops: a machine, a sub-architecture, a solution, a stop procedure and faults go in, an outcome with its reasons
 * comes out. {@link dev.kdumpstop.orchestrator.CrashStop} is the door for programs that embed the library. Must not know
 * Guice, recordings, configuration files or the command line.
 */
@NullMarked
package dev.kdumpstop.orchestrator;

import org.jspecify.annotations.NullMarked;
