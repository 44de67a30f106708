package dev.kdumpstop.evidence.recording;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one file. */
public final class ProblemLog {
    /** Enough to see what is wrong, and little enough to survive a file of millions of broken lines. */
    private static final int KEPT = 1000;

    private static final int SHOWN_CHARACTERS = 80;

    private final Path file;
    private final List<RecordingProblem> problems = new ArrayList<>();
    private int further;

    /** Of this file. */
    public ProblemLog(Path file) {
        this.file = file;
    }

    /** Something that is missing because of it; line 0 is the file as a whole. */
    public void error(int line, String found, String expected) {
        add(RecordingProblem.Severity.ERROR, line, found, expected);
    }

    /** Something this reader does not know. */
    public void warning(int line, String found, String expected) {
        add(RecordingProblem.Severity.WARNING, line, found, expected);
    }

    private void add(RecordingProblem.Severity severity, int line, String found, String expected) {
        if (problems.size() < KEPT) {
            problems.add(new RecordingProblem(severity, file, line, found, expected));
        } else {
            further++;
        }
    }

    /** All, in the order of the file. */
    public List<RecordingProblem> all() {
        List<RecordingProblem> all = new ArrayList<>(problems);
        if (further > 0) {
            all.add(new RecordingProblem(
                    RecordingProblem.Severity.ERROR,
                    file,
                    0,
                    further + " further problems, not listed",
                    "a file of this format"));
        }
        return all;
    }

    /** A text from the file, short enough for a message and with nothing a terminal would obey. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("`");
        for (int i = 0; i < text.length() && i < SHOWN_CHARACTERS; i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? '?' : c);
        }
        return quoted.append(text.length() > SHOWN_CHARACTERS ? "…`" : "`").toString();
    }
}
