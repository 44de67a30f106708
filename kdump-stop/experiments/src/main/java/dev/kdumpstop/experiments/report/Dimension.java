package dev.kdumpstop.experiments.report;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A setting that varies.
 *
 * @param name the setting
 * @param label what it is called in the report
 * @param values in the order of the cells
 * @param numbers the values as numbers, durations in picoseconds; null if one is neither
 * @param isDuration whether the numbers are picoseconds
 */
public record Dimension(
        String name,
        String label,
        List<String> values,
        @Nullable List<Double> numbers,
        boolean isDuration) {
    private static final Map<String, String> LABELS = Map.of(
            "subarch", "sub-architecture",
            "wait-policy", "wait policy",
            "machine.cpus", "CPUs",
            "machine.boot", "boot options",
            "machine.release", "release",
            "timing.profile", "timing profile");

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
                dimensions.add(of(name, List.copyOf(all)));
            }
        });
        return dimensions;
    }

    private static Dimension of(String name, List<String> values) {
        List<Double> numbers = new ArrayList<>();
        int durations = 0;
        for (String value : values) {
            Double number = plain(value);
            if (number == null) {
                number = duration(value);
                durations++;
            }
            if (number == null) {
                return new Dimension(name, label(name), values, null, false);
            }
            numbers.add(number);
        }
        boolean mixed = durations > 0 && durations < values.size();
        return new Dimension(name, label(name), values, mixed ? null : numbers, durations > 0);
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
        return cell.variables().getOrDefault(name, "");
    }
}
