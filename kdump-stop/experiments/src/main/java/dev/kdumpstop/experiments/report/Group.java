package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellResult.Pair;
import dev.kdumpstop.experiments.stat.Histograms;
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
 * @param captured those of them that saved a dump
 * @param never repetitions that did not come to their end
 */
record Group(
        List<CellResult> cells,
        long runs,
        NavigableMap<String, Long> outcomes,
        long good,
        long partial,
        long captured,
        long never) {
    /**
     * How many: repetitions of a single cell, cells of several. Cells are designed, not drawn, and one with dice must not weigh
     * more than one without.
     *
     * @param all that could be run
     * @param good without a loss of the dump; of cells those that are so in every repetition
     * @param partial in which a CPU is missing; of cells those with such a repetition
     */
    record Counts(long all, long good, long partial) {}

    /** Smallest and largest; nothing lies between where they are the same. */
    record Range(double low, double high, int cells) {}

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
        long captured = 0;
        long never = 0;
        for (CellResult cell : cells) {
            runs += cell.runs();
            cell.outcomes().forEach((name, count) -> outcomes.merge(name, count, Long::sum));
        }
        for (var outcome : outcomes.entrySet()) {
            OutcomeWord word = OutcomeWord.of(outcome.getKey());
            good += word.isGood() ? outcome.getValue() : 0;
            partial += word.isPartial() ? outcome.getValue() : 0;
            captured += word.isCaptured() ? outcome.getValue() : 0;
            never += word.isOver() ? 0 : outcome.getValue();
        }
        return new Group(List.copyOf(cells), runs, outcomes, good, partial, captured, never);
    }

    /** Whether every repetition is good, here and under the reference if there is one. */
    boolean isGoodInBoth() {
        return isGood() && pairs(Pair.ONLY_THIS) == 0;
    }

    /** Whether every repetition is good. */
    boolean isGood() {
        return runs > 0 && good == runs;
    }

    static Group of(CellResult cell) {
        return of(List.of(cell));
    }

    /** Each cell that could be run, alone. */
    List<Group> singles() {
        return cells.stream().filter(cell -> cell.runs() > 0).map(Group::of).toList();
    }

    boolean isSingle() {
        return cells.size() == 1;
    }

    Counts counts() {
        if (isSingle()) {
            return new Counts(runs, good, partial);
        }
        List<Group> singles = singles();
        return new Counts(
                singles.size(),
                singles.stream().filter(one -> one.good() == one.runs()).count(),
                singles.stream().filter(one -> one.partial() > 0).count());
    }

    /** The smallest share of good repetitions in a cell; 1 of none. */
    double lowestShare() {
        return singles().stream()
                .mapToDouble(one -> (double) one.good() / one.runs())
                .min()
                .orElse(1);
    }

    /** Cells of which every repetition came to its end: of others only the survivors have times. */
    Group over() {
        return of(cells.stream()
                .filter(cell -> cell.runs() > 0 && of(cell).never() == 0)
                .toList());
    }

    /** The means of the cells, one by one: machines differ, so they are never taken together. */
    Optional<Range> means(String metric) {
        List<Double> means = cells.stream()
                .filter(cell -> sums(cell, metric).count() > 0)
                .map(cell -> sums(cell, metric).mean())
                .sorted()
                .toList();
        return means.isEmpty()
                ? Optional.empty()
                : Optional.of(new Range(means.get(0), means.get(means.size() - 1), means.size()));
    }

    private static Sums sums(CellResult cell, String metric) {
        return cell.metric(metric).map(CellResult.Metric::sums).orElse(Sums.EMPTY);
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

    /** The mean difference of each cell to its reference; of cells without pairs nothing. */
    List<Difference> differences(String metric) {
        List<Difference> found = new ArrayList<>();
        for (CellResult cell : cells) {
            Sums sums = cell.differences().getOrDefault(metric, Sums.EMPTY);
            if (sums.count() > 0) {
                found.add(new Difference(sums.count(), sums.mean(), half(cell, sums)));
            }
        }
        return found;
    }

    /** Half the interval of a cell's mean difference; 0 if nothing in it is random. */
    static double half(CellResult cell, Sums difference) {
        return isExact(cell) ? 0 : difference.meanHalfInterval();
    }
}
