package dev.kdumpstop.experiments.plan;

import java.util.List;
import java.util.NavigableMap;

/**
 * Something that varies: in each step one or more settings get a value. A list or a range is one setting with a step a value; a
 * pairing changes several settings together.
 *
 * @param steps what is set in each step, at least one
 */
public record Variable(List<NavigableMap<String, String>> steps) {
    /** @throws IllegalArgumentException if there is no step */
    public Variable {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a variable needs at least one value");
        }
    }
}
