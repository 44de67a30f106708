package dev.kdumpstop.evidence.recording;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one file. */
final class ProblemLog {
    /** Enough to see what is wrong, and little enough to survive a file of millions of broken lines. */
    private static final int KEPT = 1000;

    private static final int SHOWN_CHARACTERS = 80;

    private final Path file;
    private final List<RecordingProblem> problems = new ArrayList<>();
    private int further;

    ProblemLog(Path file) {
        this.file = file;
    }

    void error(int line, String found, String expected) {
        add(RecordingProblem.Severity.ERROR, line, found, expected);
    }

    void warning(int line, String found, String expected) {
        add(RecordingProblem.Severity.WARNING, line, found, expected);
    }

    private void add(RecordingProblem.Severity severity, int line, String found, String expected) {
        if (problems.size() < KEPT) {
            problems.add(new RecordingProblem(severity, file, line, found, expected));
        } else {
            further++;
        }
    }

    List<RecordingProblem> all() {
        List<RecordingProblem> all = new ArrayList<>(problems);
        if (further > 0) {
            all.add(new RecordingProblem(
                    RecordingProblem.Severity.ERROR,
                    file,
                    0,
                    further + " further problems, not listed",
                    "a recording of a crash"));
        }
        return all;
    }

    /** A text from the file, short enough for a message and with nothing a terminal would obey. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("`");
        for (int i = 0; i < text.length() && i < SHOWN_CHARACTERS; i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? '?' : c);
        }
        return quoted.append(text.length() > SHOWN_CHARACTERS ? "…`" : "`").toString();
    }
}
