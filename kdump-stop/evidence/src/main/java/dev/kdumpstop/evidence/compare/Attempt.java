package dev.kdumpstop.evidence.compare;

import org.jspecify.annotations.Nullable;

/**
 * A candidate laid beside the recording.
 *
 * @param candidate the candidate
 * @param situation the machine it ran on
 * @param prediction what it does
 * @param distance how many things differ; 0 means that it explains the recording
 * @param difference the first that differs
 * @param differsBeforeTheFirstWait whether the crashing CPU differs before it first waits for answers
 * @param matched how much of the evidence is as predicted
 * @param exact whether the prediction is; else {@code distance} can only grow when it is made so
 * @param cut whether the recording ends before the stop does
 */
record Attempt(
        Candidate candidate,
        Situation situation,
        Prediction prediction,
        int distance,
        @Nullable Difference difference,
        boolean differsBeforeTheFirstWait,
        int matched,
        boolean exact,
        boolean cut) {

    /** The same for a candidate that does the same. */
    Attempt of(Candidate other) {
        return new Attempt(
                other, situation, prediction, distance, difference, differsBeforeTheFirstWait, matched, exact, cut);
    }

    boolean explains() {
        return exact && distance == 0;
    }
}
