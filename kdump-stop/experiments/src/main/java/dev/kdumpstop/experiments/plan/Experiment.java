package dev.kdumpstop.experiments.plan;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An experiment, as a value.
 *
 * @param name short, for files and seeds
 * @param title what it shows, one sentence
 * @param kind what a cell runs
 * @param seed of all dice
 * @param repeat repetitions a cell
 * @param settings what is the same in every cell, by setting
 * @param variables what varies, the first slowest
 * @param onlyIf which combinations are wanted
 * @param named what names stand for, by setting: solutions, wait policies and scenarios configured in place
 * @param failIf conditions on result columns; a cell that meets one is a finding
 * @param origins where each setting was given: file and line, or a default's reason
 */
public record Experiment(
        String name,
        String title,
        CellSpec.Kind kind,
        long seed,
        int repeat,
        NavigableMap<String, String> settings,
        List<Variable> variables,
        Condition onlyIf,
        Map<String, Map<String, Map<String, String>>> named,
        List<Condition> failIf,
        NavigableMap<String, String> origins) {

    /** More is a slip of the pen, or a study for a cluster. */
    public static final int MOST_CELLS = 1_000_000;

    /** Copies the maps. */
    public Experiment {
        settings = Collections.unmodifiableNavigableMap(new TreeMap<>(settings));
        origins = Collections.unmodifiableNavigableMap(new TreeMap<>(origins));
        variables = List.copyOf(variables);
        failIf = List.copyOf(failIf);
    }

    /**
     * The limits that a cell's result meets, each in words.
     *
     * @param row its columns; see {@link dev.kdumpstop.experiments.result.ResultRow}
     */
    public List<String> findings(CellResult result, Map<String, String> row) {
        Map<String, String> known = new TreeMap<>(settings);
        known.putAll(result.variables());
        known.putAll(row);
        List<String> findings = new ArrayList<>();
        for (Condition limit : failIf) {
            boolean hasAll = limit.names().stream()
                    .noneMatch(name ->
                            row.containsKey(name) && row.getOrDefault(name, "").isEmpty());
            if (hasAll && limit.holds(known)) {
                findings.add(result.id() + ": " + limit);
            }
        }
        return findings;
    }

    /** Combinations before {@code only-if}. */
    public BigInteger combinations() {
        BigInteger product = BigInteger.ONE;
        for (Variable variable : variables) {
            product = product.multiply(BigInteger.valueOf(variable.steps().size()));
        }
        return product;
    }

    /**
     * The cells, the last variable fastest.
     *
     * @throws IllegalArgumentException if there are too many, or {@code only-if} cannot be answered
     */
    public List<CellSpec> cells() {
        if (combinations().compareTo(BigInteger.valueOf(MOST_CELLS)) > 0) {
            throw new IllegalArgumentException(
                    combinations() + " combinations; at most " + MOST_CELLS + " are run in one experiment");
        }
        List<CellSpec> cells = new ArrayList<>();
        collect(0, new TreeMap<>(), cells);
        return cells;
    }

    private void collect(int index, NavigableMap<String, String> chosen, List<CellSpec> cells) {
        if (index == variables.size()) {
            NavigableMap<String, String> all = new TreeMap<>(settings);
            all.putAll(chosen);
            if (onlyIf.holds(all)) {
                cells.add(new CellSpec(name, kind, chosen, resolved(all, chosen), repeat, seed));
            }
            return;
        }
        for (NavigableMap<String, String> step : variables.get(index).steps()) {
            NavigableMap<String, String> more = new TreeMap<>(chosen);
            more.putAll(step);
            collect(index + 1, more, cells);
        }
    }

    /**
     * The settings with names replaced by what they stand for. A case stands over what is fixed; what
     * another name brings along does not override what was said.
     */
    private NavigableMap<String, String> resolved(
            NavigableMap<String, String> all, NavigableMap<String, String> chosen) {
        NavigableMap<String, String> resolved = new TreeMap<>(all);
        named.getOrDefault(Settings.CASE, Map.of())
                .getOrDefault(all.getOrDefault(Settings.CASE, ""), Map.of())
                .forEach((setting, value) -> {
                    if (!chosen.containsKey(setting)) {
                        resolved.put(setting, value);
                    }
                });
        Map<String, String> given = Map.copyOf(resolved);
        named.forEach((setting, names) -> {
            if (setting.equals(Settings.CASE)) {
                return;
            }
            Map<String, String> meaning = names.getOrDefault(given.getOrDefault(setting, ""), Map.of());
            meaning.forEach((inner, value) -> {
                if (inner.equals(setting)) {
                    resolved.put(inner, value);
                } else {
                    resolved.putIfAbsent(inner, value);
                }
            });
        });
        return resolved;
    }
}
