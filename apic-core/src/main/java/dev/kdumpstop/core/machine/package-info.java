/**
 * The machine as a transition system: its state, its rules, the timed run and the proof of a hang. Knows nothing of
 * Linux, files, clocks, plug-in discovery or Guice; what the CPUs execute comes in as scripts.
 */
@NullMarked
package dev.kdumpstop.core.machine;

import org.jspecify.annotations.NullMarked;
