package dev.kdumpstop.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects everything that is wrong, so that it is told at once; what is wrong in many places is told once. */
final class Problems {
    private static final int TOLD = 10;

    private final Map<String, List<String>> places = new LinkedHashMap<>();

    /**
     * One problem.
     *
     * @param what what is wrong and what to do about it
     * @param where on which machine, with which options; empty if that does not matter
     */
    void add(String what, String where) {
        places.computeIfAbsent(what, key -> new ArrayList<>()).add(where);
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** @throws AssertionError with all of them */
    void assertNone(String plugin) {
        if (places.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder(plugin)
                .append(places.size() == 1 ? ": one thing is wrong" : ": " + places.size() + " things are wrong");
        places.entrySet().stream().limit(TOLD).forEach(problem -> {
            String first = problem.getValue().get(0);
            int more = problem.getValue().size() - 1;
            text.append("\n- ").append(problem.getKey());
            if (!first.isEmpty()) {
                text.append("\n  (").append(first);
                text.append(
                        more == 0
                                ? ")"
                                : more == 1 ? "; once more elsewhere)" : "; " + more + " times more elsewhere)");
            }
        });
        if (places.size() > TOLD) {
            text.append("\nand ").append(places.size() - TOLD).append(" more");
        }
        throw new AssertionError(text.toString());
    }
}
