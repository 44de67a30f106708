/**
 * Finds what explains a recording: every sub-architecture, release, stop procedure and shorthand setting whose stop, run
 * by the orchestrator, makes the recorded accesses bit for bit and in order.
 *
 * <p>A recording is judged by its events. Its header may say which CPUs there were; what else it says is the answer, and
 * only {@link dev.kdumpstop.evidence.compare.HeaderCheck} looks at that, afterwards. No plug-in is named here: what is
 * installed is what can explain.
 */
@NullMarked
package dev.kdumpstop.evidence.compare;

import org.jspecify.annotations.NullMarked;
