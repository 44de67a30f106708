package dev.kdumpstop.evidence.recording;

import java.nio.file.Path;

/**
 * Something in a file that is not as it should be.
 *
 * @param severity whether something of the recording is missing because of it
 * @param file the file
 * @param line the line, from 1; 0 for the file as a whole
 * @param found what is there
 * @param expected what should be there
 */
public record RecordingProblem(Severity severity, Path file, int line, String found, String expected) {

    /** How bad it is. */
    public enum Severity {
        /** Something could not be read, or contradicts itself. A judgement on the recording would be on another one. */
        ERROR,
        /** Something is not known to this reader; all that it knows was read. */
        WARNING
    }

    /** The problem in one line: {@code FILE:LINE: found …; expected …}. */
    @Override
    public String toString() {
        String where = line == 0 ? file.toString() : file + ":" + line;
        return where + ": " + (severity == Severity.WARNING ? "warning: " : "") + "found " + found + "; expected "
                + expected;
    }
}
