package dev.kdumpstop.cli;

import java.util.Collection;
import java.util.List;

/** What was asked for cannot be done as it was asked; carries every problem. Exit code 2. */
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String subject;
    private final transient List<String> problems;

    /** Problems of the command line. */
    UserError(Collection<String> problems) {
        this("", problems);
    }

    /** Problems of something, for example of a file. */
    UserError(String subject, Collection<String> problems) {
        super(String.join("\n", problems));
        this.subject = subject;
        this.problems = List.copyOf(problems);
    }

    /** What has the problems; empty for the command line. */
    String subject() {
        return subject;
    }

    /** Every problem. */
    List<String> problems() {
        return problems;
    }
}
