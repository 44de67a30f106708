package dev.kdumpstop.experiments.report;

import java.util.Locale;

/**
 * An outcome as the report names it.
 *
 * @param word short, for a cell of a table
 * @param sentence what it means
 * @param isGood whether the crash path, or the traffic, did what it is for
 * @param isPartial whether it did so with a loss
 */
public record OutcomeWord(String word, String sentence, boolean isGood, boolean isPartial) {

    /** The word of an outcome in {@code results.jsonl}; of one that is not known its own name. */
    public static OutcomeWord of(String outcome) {
        return switch (outcome) {
            case "CAPTURED_ALL" -> good("saved", "dump saved, with the registers of every CPU");
            case "CAPTURED_PARTIAL" -> partial("part", "dump saved, but some CPU was not stopped or is not in it");
            case "STOPPED_ALL" -> good("stopped", "every other CPU stopped");
            case "STOPPED_PARTIAL" -> partial("part", "some CPU not stopped");
            case "DONE" -> good("done", "came to its end");
            case "MESSAGES_LOST" -> bad("lost IPI", "a message of the traffic was lost");
            case "HUNG" -> bad("HUNG", "a CPU waits for ever: nothing that can happen ends it");
            case "CRASH_PATH_FAILED" -> bad("failed", "the crash path itself failed");
            case "MACHINE_RESET" -> bad("reset", "the machine was reset");
            case "UNDECIDED" -> bad("open", "neither over nor proved to hang within the horizon");
            default -> bad(outcome.toLowerCase(Locale.ROOT), outcome);
        };
    }

    private static OutcomeWord good(String word, String sentence) {
        return new OutcomeWord(word, sentence, true, false);
    }

    private static OutcomeWord partial(String word, String sentence) {
        return new OutcomeWord(word, sentence, true, true);
    }

    private static OutcomeWord bad(String word, String sentence) {
        return new OutcomeWord(word, sentence, false, false);
    }
}
