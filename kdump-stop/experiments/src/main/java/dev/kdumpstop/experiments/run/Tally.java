package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.stat.Histograms;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Adds up repetitions; its size does not depend on how many. */
final class Tally {
    private final NavigableMap<String, Long> outcomes = new TreeMap<>();
    private final NavigableMap<String, Sums> sums = new TreeMap<>();
    private final NavigableMap<String, Histogram> histograms = new TreeMap<>();
    private final NavigableMap<CellResult.Pair, Long> pairs = new TreeMap<>();
    private final NavigableMap<String, Sums> differences = new TreeMap<>();

    void outcome(String name) {
        outcomes.merge(name, 1L, Long::sum);
    }

    /** One value, not negative. */
    void add(String metric, long value) {
        sums.merge(metric, Sums.EMPTY.plus(value), Sums::plus);
        histograms.computeIfAbsent(metric, name -> Histograms.empty()).recordValue(value);
    }

    void pair(boolean here, boolean reference) {
        CellResult.Pair pair = here
                ? reference ? CellResult.Pair.BOTH : CellResult.Pair.ONLY_THIS
                : reference ? CellResult.Pair.ONLY_REFERENCE : CellResult.Pair.NEITHER;
        pairs.merge(pair, 1L, Long::sum);
    }

    void difference(String metric, long here, long reference) {
        differences.merge(metric, Sums.EMPTY.plus(here - reference), Sums::plus);
    }

    NavigableMap<String, Long> outcomes() {
        return outcomes;
    }

    NavigableMap<String, CellResult.Metric> metrics() {
        NavigableMap<String, CellResult.Metric> metrics = new TreeMap<>();
        sums.forEach((name, sum) -> metrics.put(
                name,
                new CellResult.Metric(sum, Histograms.encode(histograms.getOrDefault(name, Histograms.empty())))));
        return metrics;
    }

    NavigableMap<CellResult.Pair, Long> pairs() {
        return pairs;
    }

    NavigableMap<String, Sums> differences() {
        return differences;
    }
}
