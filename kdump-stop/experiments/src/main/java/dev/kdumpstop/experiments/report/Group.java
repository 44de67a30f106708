package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellResult.Pair;
import dev.kdumpstop.experiments.stat.Histograms;
import dev.kdumpstop.experiments.stat.Proportion;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Cells taken together.
 *
 * @param cells in the order of the results
 * @param runs repetitions of all
 * @param outcomes repetitions by outcome
 * @param good repetitions with a good outcome
 * @param partial those of them with a loss
 */
record Group(List<CellResult> cells, long runs, NavigableMap<String, Long> outcomes, long good, long partial) {
    /**
     * A paired difference.
     *
     * @param pairs how many
     * @param mean of the differences
     * @param half half the interval of the mean at 95 %; 0 where nothing is random, infinite where nothing can be said
     */
    record Difference(long pairs, double mean, double half) {
        /** Whether all pairs are equal. */
        boolean isNothing() {
            return mean == 0 && half == 0;
        }

        boolean isResolved() {
            return StrictMath.abs(mean) > half;
        }
    }

    static Group of(List<CellResult> cells) {
        NavigableMap<String, Long> outcomes = new TreeMap<>();
        long runs = 0;
        long good = 0;
        long partial = 0;
        for (CellResult cell : cells) {
            runs += cell.runs();
            cell.outcomes().forEach((name, count) -> outcomes.merge(name, count, Long::sum));
        }
        for (var outcome : outcomes.entrySet()) {
            OutcomeWord word = OutcomeWord.of(outcome.getKey());
            good += word.isGood() ? outcome.getValue() : 0;
            partial += word.isPartial() ? outcome.getValue() : 0;
        }
        return new Group(List.copyOf(cells), runs, outcomes, good, partial);
    }

    /** Whether nothing in it is random: another seed gives the same. */
    boolean isExact() {
        return cells.stream().allMatch(Group::isExact);
    }

    static boolean isExact(CellResult cell) {
        return cell.facts().containsKey(CellResult.NO_DICE);
    }

    long failed() {
        return cells.stream().filter(cell -> !cell.isOk()).count();
    }

    Optional<Proportion> goodShare() {
        return runs == 0 ? Optional.empty() : Optional.of(new Proportion(good, runs));
    }

    /** Sums of a metric over all cells; of nothing if no cell has it. */
    Sums sums(String metric) {
        Sums sums = Sums.EMPTY;
        for (CellResult cell : cells) {
            sums = sums.plus(cell.metric(metric).map(CellResult.Metric::sums).orElse(Sums.EMPTY));
        }
        return sums;
    }

    /** The values of a metric over all cells; empty if no cell has it. */
    Histogram histogram(String metric) {
        Histogram all = Histograms.empty();
        for (CellResult cell : cells) {
            cell.metric(metric).ifPresent(one -> all.add(Histograms.decode(one.histogram())));
        }
        return all;
    }

    /** Whether a histogram holds more than one value, as far as it tells them apart. */
    static boolean isSpread(Histogram values) {
        return !values.valuesAreEquivalent(values.getMinValue(), values.getMaxValue());
    }

    /** A percentile; of a single value it is exact, which a histogram is not. */
    static double percentile(Histogram values, Sums sums, double percent) {
        return isSpread(values) ? (double) values.getValueAtPercentile(percent) : sums.mean();
    }

    long pairs(Pair pair) {
        return cells.stream()
                .mapToLong(cell -> cell.pairs().getOrDefault(pair, 0L))
                .sum();
    }

    boolean isCompared() {
        return cells.stream().anyMatch(cell -> !cell.reference().isEmpty());
    }

    /**
     * The mean difference to the reference. Cells are fixed, not drawn: the spread between them is no chance, so each adds the
     * interval around its own mean only, in square and by its weight.
     */
    Optional<Difference> difference(String metric) {
        List<CellResult> paired = new ArrayList<>();
        for (CellResult cell : cells) {
            if (cell.differences().getOrDefault(metric, Sums.EMPTY).count() > 0) {
                paired.add(cell);
            }
        }
        Sums all = Sums.EMPTY;
        double squares = 0;
        for (CellResult cell : paired) {
            Sums sums = cell.differences().getOrDefault(metric, Sums.EMPTY);
            all = all.plus(sums);
            double half = half(cell, sums);
            squares += half * sums.count() * half * sums.count();
        }
        if (paired.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Difference(all.count(), all.mean(), StrictMath.sqrt(squares) / all.count()));
    }

    /** Half the interval of a cell's mean difference; 0 if nothing in it is random. */
    static double half(CellResult cell, Sums difference) {
        return isExact(cell) ? 0 : difference.meanHalfInterval();
    }
}
