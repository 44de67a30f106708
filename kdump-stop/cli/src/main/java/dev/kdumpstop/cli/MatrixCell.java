package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.CpuOutcome;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one stop came to, as plain values.
 *
 * @param headline in one word; empty if there cannot be such a stop
 * @param asked CPUs that were to be stopped
 * @param stopped how many of them were
 * @param saved of how many the registers were saved
 * @param timePs how long it took; for a hang, until nothing more happened
 * @param icrWrites writes that were meant to send
 * @param polls reads of the ICR at wait sites
 * @param timeouts waits that ended by their limit
 * @param reasons why there cannot be such a stop
 */
record MatrixCell(
        Optional<Headline> headline,
        int asked,
        int stopped,
        int saved,
        long timePs,
        long icrWrites,
        long polls,
        long timeouts,
        List<String> reasons) {

    /** Reads an outcome. */
    static MatrixCell of(StopOutcome outcome) {
        int asked = (int) outcome.cpus().stream()
                .filter(cpu -> cpu.role() == CpuOutcome.Role.ONLINE)
                .count();
        return new MatrixCell(
                Optional.of(outcome.headline()),
                asked,
                outcome.stopped().size(),
                outcome.saved().size(),
                outcome.timePs(),
                outcome.icrWrites(),
                outcome.polls(),
                outcome.timeouts(),
                List.of());
    }

    /** There cannot be such a stop: it was refused, or a plug-in failed. */
    static MatrixCell impossible(RuntimeException why) {
        return impossible(
                why instanceof InvalidStopException invalid
                        ? invalid.problems()
                        : List.of(String.valueOf(why.getMessage())));
    }

    /** There cannot be such a stop. */
    static MatrixCell impossible(List<String> reasons) {
        return new MatrixCell(Optional.empty(), 0, 0, 0, 0, 0, 0, 0, List.copyOf(reasons));
    }

    /** Whether the crash path does not come to its end. */
    boolean isLost() {
        return headline.map(word -> !word.isFinished()).orElse(false);
    }

    /** Whether it hangs. */
    boolean hangs() {
        return headline.filter(word -> word == Headline.HUNG).isPresent();
    }

    /** How long it took, if it came to its end. */
    OptionalLong finishedAfterPs() {
        return headline.filter(Headline::isFinished).isPresent() ? OptionalLong.of(timePs) : OptionalLong.empty();
    }

    /** How it looks. */
    Tone tone() {
        return headline.map(word -> switch (word) {
                    case CAPTURED_ALL, STOPPED_ALL, DONE -> Tone.GOOD;
                    case CAPTURED_PARTIAL, STOPPED_PARTIAL -> Tone.PARTIAL;
                    default -> Tone.BAD;
                })
                .orElse(Tone.FAINT);
    }

    /** The word a table begins a cell with; empty where the numbers speak for themselves. */
    String word() {
        return headline.map(word -> switch (word) {
                    case CAPTURED_ALL, CAPTURED_PARTIAL -> "dump";
                    case STOPPED_ALL, STOPPED_PARTIAL -> "stop";
                    case DONE -> "done";
                    case HUNG -> "HUNG";
                    case CRASH_PATH_FAILED -> "FAILED";
                    case MACHINE_RESET -> "RESET";
                    case UNDECIDED -> "UNDECIDED";
                })
                .orElse("n/a");
    }

    /** {@code 6/7}: CPUs saved of those asked for, or stopped where nothing is captured; empty if that says nothing. */
    String count() {
        return headline.map(word -> switch (word) {
                    case CAPTURED_ALL, CAPTURED_PARTIAL -> saved + "/" + asked;
                    case STOPPED_ALL, STOPPED_PARTIAL -> stopped + "/" + asked;
                    default -> "";
                })
                .orElse("");
    }
}
