package dev.kdumpstop.experiments.report;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A setting that varies.
 *
 * @param name the setting
 * @param label what it is called in the report
 * @param values in the order of the cells
 * @param numbers the values as numbers, durations in picoseconds; null if one is neither
 * @param isDuration whether the numbers are picoseconds
 * @param isDerived whether it does not vary itself but follows from what does: a sub-architecture that is part of a case
 */
public record Dimension(
        String name,
        String label,
        List<String> values,
        @Nullable List<Double> numbers,
        boolean isDuration,
        boolean isDerived) {
    private static final Map<String, String> LABELS = Map.of(
            "subarch", "sub-architecture",
            "wait-policy", "wait policy",
            "machine.cpus", "CPUs",
            "machine.boot", "boot options",
            "machine.release", "release",
            "timing.profile", "timing profile");

    /** Settings by which people filter even where they are part of something else, and the fact that tells them. */
    private static final Map<String, String> IN_FACTS =
            new TreeMap<>(Map.of("subarch", "sub-architecture", "solution", "solution", "timing.profile", "timing"));

    /** What a setting is called in the report. */
    static String label(String name) {
        return LABELS.getOrDefault(name, name.replaceFirst("^(timing|machine|option|traffic)[.]", ""));
    }

    /** Those of an experiment that have more than one value. */
    static List<Dimension> of(List<CellResult> cells) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            cell.variables()
                    .forEach((name, value) -> values.computeIfAbsent(name, key -> new LinkedHashSet<>())
                            .add(value));
        }
        List<Dimension> dimensions = new ArrayList<>();
        values.forEach((name, all) -> {
            if (all.size() > 1) {
                dimensions.add(of(name, List.copyOf(all), false));
            }
        });
        IN_FACTS.forEach((name, fact) -> {
            List<String> all = cells.stream()
                    .map(cell -> cell.facts().getOrDefault(fact, ""))
                    .filter(value -> !value.isEmpty())
                    .distinct()
                    .toList();
            if (all.size() > 1 && !values.containsKey(name)) {
                dimensions.add(of(name, all, true));
            }
        });
        return dimensions;
    }

    private static Dimension of(String name, List<String> values, boolean derived) {
        List<Double> numbers = new ArrayList<>();
        int durations = 0;
        for (String value : values) {
            Double number = plain(value);
            if (number == null) {
                number = duration(value);
                durations++;
            }
            if (number == null) {
                return new Dimension(name, label(name), values, null, false, derived);
            }
            numbers.add(number);
        }
        boolean mixed = durations > 0 && durations < values.size();
        return new Dimension(name, label(name), values, mixed ? null : numbers, durations > 0, derived);
    }

    private static @Nullable Double plain(String value) {
        return value.matches("-?[0-9]{1,15}([.][0-9]{1,15})?") ? Double.valueOf(value) : null;
    }

    private static @Nullable Double duration(String value) {
        try {
            return (double) Picoseconds.parse(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The value of a cell; empty if it has none. */
    String of(CellResult cell) {
        return isDerived
                ? cell.facts().getOrDefault(IN_FACTS.getOrDefault(name, ""), "")
                : cell.variables().getOrDefault(name, "");
    }
}
