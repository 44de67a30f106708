package dev.kdumpstop.cli;

import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.orchestrator.Headline;

/** A headline in a sentence that is true of the procedure: where nothing is captured, no dump is lost. */
final class HeadlineWords {
    private HeadlineWords() {}

    /** For a procedure with or without a capture kernel. */
    static String of(Headline headline, boolean captures) {
        String words = headline.words();
        int more = words.indexOf(';');
        return captures || headline.isFinished() || more < 0 ? words : words.substring(0, more);
    }

    /** For a procedure that CPU {@code sender} runs; a wake-up or a remote read has no crash. */
    static String of(Headline headline, StopProcedure procedure, int sender) {
        String words = of(headline, procedure.captures());
        return procedure.stopsOthers()
                ? words
                : words.replace("the crashing CPU", "CPU " + sender).replace("the crash path", "the procedure");
    }
}
