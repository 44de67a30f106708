/**
 * Machines, and what happens in a run, in the words that people read. Must not know where they are shown.
 */
@NullMarked
package dev.kdumpstop.orchestrator.words;

import org.jspecify.annotations.NullMarked;
