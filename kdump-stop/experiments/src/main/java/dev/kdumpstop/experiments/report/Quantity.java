package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.plan.ResultColumns.Difference;
import dev.kdumpstop.experiments.plan.ResultColumns.Metric;
import dev.kdumpstop.orchestrator.words.ShortTime;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Something measured. The unit is the end of its name, as in the results.
 *
 * @param name column in the results, without the statistic
 * @param label what it is
 */
public record Quantity(String name, String label) {
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final long PPM_A_PERCENT = 10_000;
    private static final long MILLI = 1_000;

    /** A metric of the results; of a name that is not known the name. */
    static Quantity of(String name) {
        String label = switch (name) {
            case "cost_per_ipi_cycles" -> "cycles per IPI of a request: its cycles ÷ its messages, mean over requests";
            case "cost_per_ipi_millicycles" -> "cycles per IPI in total: all cycles ÷ all messages of a run";
            default ->
                Arrays.stream(Metric.values())
                        .filter(metric -> metric.column().equals(name))
                        .findFirst()
                        .map(Metric::words)
                        .orElseGet(() -> difference(name));
        };
        return new Quantity(name, label);
    }

    private static String difference(String name) {
        return Arrays.stream(Difference.values())
                .filter(difference -> difference.id().equals(name))
                .findFirst()
                .map(Difference::words)
                .orElse(name);
    }

    /** Short, for lists to choose from: its name without the unit. */
    public String shortLabel() {
        return name.replaceAll("_(ps|cycles|millicycles|ppm)$", "")
                .replace('_', ' ')
                .replace("ipi", "IPI")
                .replaceAll(
                        "^cost per IPI$",
                        name.endsWith("_millicycles") ? "cycles per IPI in total" : "cycles per IPI of a request")
                .replace("timeouts", "time-outs")
                .replaceAll("^wait$", "wait of the crashing CPU");
    }

    /** Of what the metrics of an experiment hold, those that people look at first. */
    static List<Quantity> leading(boolean traffic) {
        List<Metric> metrics = traffic
                ? List.of(
                        Metric.COST_PER_IPI_CYCLES,
                        Metric.WAIT_PER_REQUEST_PS,
                        Metric.REQUEST_LATENCY_PS,
                        Metric.BUS_LOAD_PPM)
                : List.of(Metric.TIME_TO_CAPTURE_PS, Metric.WAIT_PS, Metric.TIMEOUTS);
        return metrics.stream().map(metric -> of(metric.column())).toList();
    }

    /** Whether a run that does not come to its end has no value of it, so that a mean is one of survivors. */
    boolean isEventual() {
        return name.endsWith("_ps") || name.endsWith("cycles");
    }

    /** Unit in words; empty of a count. */
    public String unit() {
        return name.endsWith("_ps")
                ? "time"
                : name.endsWith("cycles") ? "cycles" : name.endsWith("_ppm") ? "% of the time" : "";
    }

    /** A value in three digits; time with its unit. */
    String text(double value) {
        if (name.endsWith("_ps")) {
            return (value < 0 ? "−" : "") + ShortTime.of(StrictMath.round(StrictMath.abs(value)));
        }
        if (name.endsWith("_millicycles")) {
            return digits(value / MILLI);
        }
        return name.endsWith("_ppm") ? digits(value / PPM_A_PERCENT) + " %" : digits(value);
    }

    /** A value of a histogram. */
    String text(long value) {
        return text((double) value);
    }

    /** The same with a sign. */
    String signed(double value) {
        return (value > 0 ? "+" : "") + text(value);
    }

    /** Three digits, in groups of thousands: {@code 0.0125}, {@code 12.5}, {@code 12 500}. */
    static String digits(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value);
        if (StrictMath.abs(value) < 1000) {
            rounded = rounded.round(THREE_DIGITS);
        } else {
            rounded = rounded.setScale(0, RoundingMode.HALF_UP);
        }
        String plain = rounded.stripTrailingZeros().toPlainString();
        if (StrictMath.abs(value) >= 1000) {
            plain = String.format(Locale.ROOT, "%,d", rounded.toBigInteger()).replace(',', '\u202f');
        }
        return plain.replace('-', '−');
    }

    /** A share in percent, with as many digits as tell it from 0 and 1; no more than four after the point. */
    static String percent(double share) {
        BigDecimal value = BigDecimal.valueOf(share).movePointRight(2);
        int places = 1;
        while (places < 4 && share > 0 && share < 1 && isEnd(value.setScale(places, RoundingMode.HALF_UP))) {
            places++;
        }
        return value.setScale(share == 0 || share == 1 ? 0 : places, RoundingMode.HALF_UP)
                        .toPlainString()
                + " %";
    }

    private static boolean isEnd(BigDecimal percent) {
        return percent.signum() == 0 || percent.compareTo(BigDecimal.valueOf(100)) == 0;
    }
}
