package dev.kdumpstop.orchestrator.words;

import dev.kdumpstop.api.unit.Picoseconds;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Durations in three digits, for tables; exact ones are in the JSON output and in what {@code stop} prints. */
public final class ShortTime {
    private static final long[] FACTORS = {
        Picoseconds.SECOND, Picoseconds.MILLISECOND, Picoseconds.MICROSECOND, Picoseconds.NANOSECOND, 1
    };
    private static final String[] UNITS = {"s", "ms", "us", "ns", "ps"};

    private ShortTime() {}

    /** {@code 1.10s}, {@code 100ms}, {@code 2.40us}, {@code 0s}. */
    public static String of(long ps) {
        if (ps == 0) {
            return "0s";
        }
        BigDecimal rounded = BigDecimal.valueOf(ps).round(new MathContext(3, RoundingMode.HALF_UP));
        int unit = 0;
        while (rounded.compareTo(BigDecimal.valueOf(FACTORS[unit])) < 0) {
            unit++;
        }
        BigDecimal value = rounded.divide(BigDecimal.valueOf(FACTORS[unit]));
        int whole = value.precision() - value.scale();
        return value.setScale(Math.max(0, 3 - whole), RoundingMode.UNNECESSARY).toPlainString() + UNITS[unit];
    }
}
