package dev.kdumpstop.experiments;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * One cell of an experiment: everything that is needed to compute it, as text. It depends on no other cell.
 *
 * @param experiment the experiment's name
 * @param kind what is run
 * @param variables what varies in the experiment, and its value here; by setting, sorted
 * @param settings the whole effective configuration, by setting, sorted
 * @param repeat how many repetitions, at least 1
 * @param seed the experiment's seed
 */
public record CellSpec(
        String experiment,
        Kind kind,
        NavigableMap<String, String> variables,
        NavigableMap<String, String> settings,
        int repeat,
        long seed)
        implements Serializable {

    /** What is run. */
    public enum Kind {
        /** One crash stop a repetition. */
        CRASH_STOP("crash-stop"),
        /** IPI traffic of a machine at which nothing is wrong. */
        NORMAL_OPERATION("normal-operation");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The name users type. */
        public String id() {
            return id;
        }
    }

    /** @throws IllegalArgumentException if nothing is to be repeated */
    public CellSpec {
        if (repeat < 1) {
            throw new IllegalArgumentException("a cell of " + repeat + " repetitions");
        }
        variables = sorted(variables);
        settings = sorted(settings);
    }

    private static NavigableMap<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableNavigableMap(new TreeMap<>(map));
    }

    /** The cell's name, {@code solution=A subarch=i386/bigsmp}; {@code all} where nothing varies. */
    public String id() {
        StringJoiner id = new StringJoiner(" ");
        variables.forEach((setting, value) -> id.add(setting + "=" + value));
        return variables.isEmpty() ? "all" : id.toString();
    }

    /** A setting, or {@code otherwise} if it was not given. */
    public String setting(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    /** The settings below a prefix, {@code timing.}, without it. */
    public NavigableMap<String, String> below(String prefix) {
        NavigableMap<String, String> below = new TreeMap<>();
        settings.tailMap(prefix, true).forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), value);
            }
        });
        return below;
    }
}
