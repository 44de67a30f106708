package dev.kdumpstop.experiments.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellResult.Pair;
import dev.kdumpstop.experiments.stat.Histograms;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What {@code report.js} works on: the cells, short. Nothing in it that is not in the results.
 *
 * @param traffic whether cells are traffic
 * @param dimensions what varies
 * @param rows names of dimensions that go down at first
 * @param columns names of those that go across at first
 * @param compared name of the dimension that makes the series of the charts
 * @param words of outcomes
 * @param quantities of any cell: name, label, unit
 * @param cells in the order of the results
 */
record PageData(
        boolean traffic,
        List<Dimension> dimensions,
        List<String> rows,
        List<String> columns,
        String compared,
        Map<String, OutcomeWord> words,
        List<Map<String, String>> quantities,
        List<Cell> cells) {
    /** More values of a histogram than these are rounded to two digits. */
    private static final int MANY_VALUES = 48;

    /**
     * A cell.
     *
     * @param at index of its value in each dimension, -1 if it has none
     * @param runs repetitions
     * @param exact whether nothing in it is random
     * @param outcomes repetitions by outcome
     * @param sums by quantity: count, sum, smallest, largest
     * @param values by quantity: value and count in turn
     * @param reference what it is compared with; left out if nothing
     * @param pairs good in both, only here, only there, in neither
     * @param differences by quantity: count, sum, half the interval of the mean
     * @param error left out if none
     * @param why of a single run; left out if nothing
     * @param limit longest wait before an NMI in picoseconds; left out if there is no limit
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Cell(
            List<Integer> at,
            long runs,
            boolean exact,
            Map<String, Long> outcomes,
            Map<String, List<Double>> sums,
            Map<String, List<Long>> values,
            String reference,
            List<Long> pairs,
            Map<String, List<Double>> differences,
            String error,
            String why,
            @Nullable Double limit) {}

    static PageData of(List<CellResult> cells, List<Dimension> dimensions, Axes axes, boolean traffic) {
        Map<String, OutcomeWord> words = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>();
        for (CellResult cell : cells) {
            cell.outcomes().keySet().forEach(outcome -> words.put(outcome, OutcomeWord.of(outcome)));
            names.addAll(cell.metrics().keySet());
            names.addAll(cell.differences().keySet());
        }
        List<Map<String, String>> quantities = new ArrayList<>();
        for (String name : names) {
            Quantity quantity = Quantity.of(name);
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("name", name);
            entry.put("label", quantity.shortLabel());
            entry.put("unit", quantity.unit());
            entry.put("eventual", quantity.isEventual() ? "yes" : "");
            quantities.add(entry);
        }
        List<Dimension> varied =
                dimensions.stream().filter(one -> !one.isDerived()).toList();
        return new PageData(
                traffic,
                dimensions,
                axes.rows().stream().map(Dimension::name).toList(),
                axes.columns().stream().map(Dimension::name).toList(),
                varied.isEmpty() ? "" : Axes.compared(varied).name(),
                words,
                quantities,
                cells.stream().map(cell -> of(cell, dimensions)).toList());
    }

    private static Cell of(CellResult cell, List<Dimension> dimensions) {
        Map<String, List<Double>> sums = new TreeMap<>();
        Map<String, List<Long>> values = new TreeMap<>();
        cell.metrics().forEach((name, metric) -> {
            Histogram histogram = Histograms.decode(metric.histogram());
            boolean spread = Group.isSpread(histogram);
            double mean = metric.sums().mean();
            sums.put(
                    name,
                    List.of(
                            (double) metric.sums().count(),
                            metric.sums().sum().doubleValue(),
                            spread ? (double) histogram.getMinValue() : mean,
                            spread ? (double) histogram.getMaxValue() : mean));
            values.put(
                    name,
                    spread
                            ? values(histogram)
                            : List.of(StrictMath.round(mean), metric.sums().count()));
        });
        Map<String, List<Double>> differences = new TreeMap<>();
        cell.differences().forEach((name, difference) -> differences.put(name, numbers(cell, difference)));
        return new Cell(
                dimensions.stream()
                        .map(dimension -> dimension.values().indexOf(dimension.of(cell)))
                        .toList(),
                cell.runs(),
                Group.isExact(cell),
                cell.outcomes(),
                sums,
                values,
                cell.reference(),
                cell.reference().isEmpty()
                        ? List.of()
                        : Arrays.stream(Pair.values())
                                .map(pair -> cell.pairs().getOrDefault(pair, 0L))
                                .toList(),
                differences,
                cell.error(),
                cell.runs() == 1 ? cell.facts().getOrDefault("why", "") : "",
                limit(cell).orElse(null));
    }

    /** JSON has no infinity: where nothing can be said of the interval there is none. */
    private static List<Double> numbers(CellResult cell, Sums difference) {
        double half = Group.half(cell, difference);
        double count = (double) difference.count();
        double sum = difference.sum().doubleValue();
        return Double.isInfinite(half) ? List.of(count, sum) : List.of(count, sum, half);
    }

    private static List<Long> values(Histogram histogram) {
        Map<Long, Long> counts = new TreeMap<>();
        histogram
                .recordedValues()
                .forEach(value -> counts.put(
                        StrictMath.min(value.getValueIteratedTo(), histogram.getMaxValue()),
                        value.getCountAtValueIteratedTo()));
        Map<Long, Long> kept = counts;
        if (counts.size() > MANY_VALUES) {
            Map<Long, Long> coarse = new TreeMap<>();
            counts.forEach((value, count) -> coarse.merge(twoDigits(value), count, Long::sum));
            kept = coarse;
        }
        List<Long> pairs = new ArrayList<>();
        kept.forEach((value, count) -> {
            pairs.add(value);
            pairs.add(count);
        });
        return pairs;
    }

    /** Rounded up, so that a percentile is never too small. */
    private static long twoDigits(long value) {
        long step = 1;
        while (value / step >= 100) {
            step *= 10;
        }
        return (value + step - 1) / step * step;
    }

    private static Optional<Double> limit(CellResult cell) {
        try {
            return Optional.of((double) Picoseconds.parse(cell.facts().getOrDefault("nmi-wait-limit", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As JSON that can stand in a script element whatever the texts hold. */
    String json() {
        JsonMapper mapper = new JsonMapper();
        mapper.getFactory().setCharacterEscapes(new ForScript());
        try {
            return mapper.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the data of a page are plain values", e);
        }
    }

    /** No character by which a page could leave the script element; nor the line ends that only JavaScript knows. */
    private static final class ForScript extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private final int[] ascii = standardAsciiEscapesForJSON();

        ForScript() {
            for (char each : "<>&'".toCharArray()) {
                ascii[each] = ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character == 0x2028 || character == 0x2029
                    ? new SerializedString("\\u" + Integer.toHexString(character))
                    : null;
        }
    }
}
