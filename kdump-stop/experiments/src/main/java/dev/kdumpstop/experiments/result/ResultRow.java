package dev.kdumpstop.experiments.result;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.plan.ResultColumns;
import dev.kdumpstop.experiments.stat.Histograms;
import dev.kdumpstop.experiments.stat.Proportion;
import dev.kdumpstop.experiments.stat.Sums;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A result as one row of {@link ResultColumns}: what CSV files hold and conditions are about. */
public final class ResultRow {
    private static final List<String> SAVED = List.of("CAPTURED_ALL", "CAPTURED_PARTIAL");
    private static final MathContext NINE_DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

    private ResultRow() {}

    /** Every column with its text; empty where the cell has no such value. */
    public static Map<String, String> of(CellResult result) {
        Map<String, String> row = new LinkedHashMap<>();
        ResultColumns.all().forEach(column -> row.put(column, ""));
        row.put("runs", Long.toString(result.runs()));
        row.put("error", result.error());
        if (result.runs() == 0) {
            return row;
        }
        long saved = result.count(SAVED);
        boolean stops = result.outcomes().keySet().stream().noneMatch(outcome -> outcome.equals("TRAFFIC"));
        if (stops) {
            Proportion share = new Proportion(saved, result.runs());
            row.put("dump_saved", Long.toString(saved));
            row.put("dump_saved_share", number(share.value()));
            // Without dice there is nothing to be unsure of.
            if (!isExact(result)) {
                row.put("dump_saved_share_low95", number(share.low()));
                row.put("dump_saved_share_high95", number(share.high()));
            }
            row.put("dump_lost_share", number(new Proportion(result.runs() - saved, result.runs()).value()));
            row.put("hung", Long.toString(result.count(List.of("HUNG"))));
            row.put("undecided", Long.toString(result.count(List.of("UNDECIDED"))));
        }
        for (ResultColumns.Metric metric : ResultColumns.Metric.values()) {
            result.metric(metric.column()).ifPresent(values -> put(row, metric.column(), values));
        }
        row.put("reference", result.reference());
        if (!result.reference().isEmpty()) {
            for (CellResult.Pair pair : CellResult.Pair.values()) {
                String name = "pairs_" + pair.name().toLowerCase(java.util.Locale.ROOT);
                row.put(name, Long.toString(result.pairs().getOrDefault(pair, 0L)));
            }
            for (ResultColumns.Difference difference : ResultColumns.Difference.values()) {
                put(row, difference, result);
            }
        }
        return row;
    }

    private static void put(Map<String, String> row, String column, CellResult.Metric metric) {
        Histogram histogram = Histograms.decode(metric.histogram());
        Sums sums = metric.sums();
        row.put(column + "_count", Long.toString(sums.count()));
        row.put(column + "_mean", number(sums.mean()));
        row.put(column + "_min", Long.toString(sums.min()));
        row.put(column + "_p50", Long.toString(sums.clamp(histogram.getValueAtPercentile(50))));
        row.put(column + "_p90", Long.toString(sums.clamp(histogram.getValueAtPercentile(90))));
        row.put(column + "_p99", Long.toString(sums.clamp(histogram.getValueAtPercentile(99))));
        row.put(column + "_max", Long.toString(sums.max()));
    }

    private static void put(Map<String, String> row, ResultColumns.Difference difference, CellResult result) {
        Sums sums = result.differences().getOrDefault(difference.id(), Sums.EMPTY);
        if (sums.count() == 0) {
            return;
        }
        boolean exact = isExact(result);
        row.put(difference.meanColumn(), number(sums.mean()));
        row.put(difference.halfColumn(), exact ? "0" : sums.count() < 2 ? "" : number(sums.meanHalfInterval()));
        row.put(difference.resolvedColumn(), exact ? "exact" : Boolean.toString(sums.isResolved()));
    }

    private static boolean isExact(CellResult result) {
        return result.facts().containsKey(CellResult.NO_DICE);
    }

    /** Nine digits, without an exponent. */
    static String number(double value) {
        return BigDecimal.valueOf(value).round(NINE_DIGITS).stripTrailingZeros().toPlainString();
    }
}
