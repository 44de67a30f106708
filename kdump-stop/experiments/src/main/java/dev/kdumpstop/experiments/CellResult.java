package dev.kdumpstop.experiments;

import dev.kdumpstop.experiments.stat.Sums;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a cell came to: counts, exact sums and histograms; never the single runs.
 *
 * @param id the cell's name
 * @param variables what varies in the experiment, and its value here
 * @param runs repetitions that were made; fewer than asked for if one failed
 * @param outcomes repetitions by outcome, sorted by name
 * @param metrics by name, sorted; the unit is part of the name
 * @param reference the solution that the paired differences are against; empty if none
 * @param pairs repetitions by what became of both; see {@link Pair}
 * @param differences by metric: this minus reference in the same repetition, over those where both have a value
 * @param kept repetitions whose time-line was kept
 * @param facts what else is known of the cell, for reports: sub-architecture, effective solution, assumptions. Of a cell with dice
 *     they are those of repetition 0, without what is drawn: why it went as it did is told of cells without dice alone
 * @param error what went wrong; empty if nothing
 */
public record CellResult(
        String id,
        NavigableMap<String, String> variables,
        long runs,
        NavigableMap<String, Long> outcomes,
        NavigableMap<String, Metric> metrics,
        String reference,
        NavigableMap<Pair, Long> pairs,
        NavigableMap<String, Sums> differences,
        List<Integer> kept,
        NavigableMap<String, String> facts,
        String error)
        implements Serializable {

    /** In the {@link #facts()} of a cell without dice: it is run once, and its numbers are exact. */
    public static final String NO_DICE = "no-dice";

    /** What became of a repetition here and under the reference solution, as to the dump (or the end of the traffic). */
    public enum Pair {
        /** Good in both. */
        BOTH,
        /** Good here alone. */
        ONLY_THIS,
        /** Good under the reference alone. */
        ONLY_REFERENCE,
        /** Good in neither. */
        NEITHER
    }

    /**
     * One measured quantity over all repetitions.
     *
     * @param sums exact
     * @param histogram of the values; see {@link dev.kdumpstop.experiments.stat.Histograms}
     */
    public record Metric(Sums sums, String histogram) implements Serializable {}

    /** Copies everything. */
    public CellResult {
        variables = Collections.unmodifiableNavigableMap(new TreeMap<>(variables));
        outcomes = Collections.unmodifiableNavigableMap(new TreeMap<>(outcomes));
        metrics = Collections.unmodifiableNavigableMap(new TreeMap<>(metrics));
        pairs = Collections.unmodifiableNavigableMap(new TreeMap<>(pairs));
        differences = Collections.unmodifiableNavigableMap(new TreeMap<>(differences));
        facts = Collections.unmodifiableNavigableMap(new TreeMap<>(facts));
        kept = List.copyOf(kept);
    }

    /** A cell that could not be run. */
    public static CellResult failed(CellSpec cell, String error) {
        return new CellResult(
                cell.id(),
                cell.variables(),
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                error);
    }

    /** Whether it could be run. */
    public boolean isOk() {
        return error.isEmpty();
    }

    /** The metric of this name, if the cell has it. */
    public Optional<Metric> metric(String name) {
        return Optional.ofNullable(metrics.get(name));
    }

    /** Repetitions with one of these outcomes. */
    public long count(List<String> names) {
        long count = 0;
        for (String name : names) {
            count += outcomes.getOrDefault(name, 0L);
        }
        return count;
    }
}
