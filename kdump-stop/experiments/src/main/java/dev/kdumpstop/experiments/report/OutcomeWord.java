package dev.kdumpstop.experiments.report;

import java.util.Locale;

/**
 * An outcome as the report names it.
 *
 * @param word short, for a cell of a table
 * @param sentence what it means
 * @param isGood whether the crash path, or the traffic, did what it is for
 * @param isPartial whether it did so with a loss
 * @param isCaptured whether a dump was saved; a procedure that only stops or starts CPUs can be good without
 * @param isOver whether it came to an end that times can be taken of
 */
public record OutcomeWord(
        String word, String sentence, boolean isGood, boolean isPartial, boolean isCaptured, boolean isOver) {

    /** The word of an outcome in {@code results.jsonl}; of one that is not known its own name. */
    public static OutcomeWord of(String outcome) {
        return switch (outcome) {
            case "CAPTURED_ALL" ->
                new OutcomeWord("saved", "dump saved, with the registers of every CPU", true, false, true, true);
            case "CAPTURED_PARTIAL" ->
                new OutcomeWord(
                        "part", "dump saved, but some CPU was not stopped or is not in it", true, true, true, true);
            case "STOPPED_ALL" -> end("stopped all", "every other CPU stopped; no dump is taken", false);
            case "STOPPED_PARTIAL" -> end("stopped some", "some CPU not stopped; no dump is taken", true);
            case "DONE" -> end("done", "came to its end", false);
            case "MESSAGES_LOST" ->
                new OutcomeWord("lost IPI", "a message of the traffic was lost", false, false, false, true);
            case "HUNG" -> never("HUNG", "a CPU waits for ever: nothing that can happen ends it");
            case "CRASH_PATH_FAILED" -> never("failed", "the crash path itself failed");
            case "MACHINE_RESET" -> never("reset", "the machine was reset");
            case "UNDECIDED" -> never("open", "neither over nor proved to hang within the horizon");
            default -> never(outcome.toLowerCase(Locale.ROOT), outcome);
        };
    }

    private static OutcomeWord end(String word, String sentence, boolean partial) {
        return new OutcomeWord(word, sentence, true, partial, false, true);
    }

    private static OutcomeWord never(String word, String sentence) {
        return new OutcomeWord(word, sentence, false, false, false, false);
    }
}
