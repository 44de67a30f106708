package dev.kdumpstop.orchestrator;

import java.util.List;

/** A crash stop cannot be run as it was described; carries every problem, not just the first. */
public final class InvalidStopException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidStopException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in the order it was found. */
    public List<String> problems() {
        return problems;
    }
}
