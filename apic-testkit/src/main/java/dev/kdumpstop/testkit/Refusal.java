package dev.kdumpstop.testkit;

import java.util.List;

/**
 * What the orchestrator said when it refused a run.
 *
 * @param problems every problem, in the order it was found
 */
public record Refusal(List<String> problems) {
    /** Copies the list. */
    public Refusal {
        problems = List.copyOf(problems);
    }

    /** Some problem has this text in it. */
    public Refusal because(String part) {
        if (problems.stream().noneMatch(problem -> problem.contains(part))) {
            throw new AssertionError("refused, but not because of '" + part + "'; the reasons given are:\n  "
                    + String.join("\n  ", problems));
        }
        return this;
    }
}
