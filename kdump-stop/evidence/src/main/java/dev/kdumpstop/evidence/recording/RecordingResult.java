package dev.kdumpstop.evidence.recording;

import java.util.List;
import java.util.Optional;

/**
 * What reading a file gave: a recording, or problems, or both.
 *
 * @param recording the recording, if there was one to read; whole only if {@link #isWhole()}
 * @param problems all problems, in the order of the file
 */
public record RecordingResult(Optional<Recording> recording, List<RecordingProblem> problems) {

    /** Copies the list. */
    public RecordingResult {
        problems = List.copyOf(problems);
    }

    /** Whether the whole file was understood: there is a recording, and at most warnings. */
    public boolean isWhole() {
        for (RecordingProblem problem : problems) {
            if (problem.severity() == RecordingProblem.Severity.ERROR) {
                return false;
            }
        }
        return recording.isPresent();
    }
}
