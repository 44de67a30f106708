package dev.kdumpstop.api.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Reading and writing of durations, which are {@code long} picoseconds everywhere. Names of such values end in Ps.
 *
 * <pre>{@code
 * Picoseconds.parse("1.26us"); // 1260000
 * Picoseconds.format(1_100_100 * Picoseconds.MICROSECOND); // 1.1001s
 * 3 * Picoseconds.MILLISECOND < Picoseconds.NEVER; // true
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Picoseconds {
    /** One nanosecond. */
    public static final long NANOSECOND = 1_000L;
    /** One microsecond. */
    public static final long MICROSECOND = 1_000_000L;
    /** One millisecond. */
    public static final long MILLISECOND = 1_000_000_000L;
    /** One second. */
    public static final long SECOND = 1_000_000_000_000L;
    /** Stands for "never"; larger than any duration that can be read. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,12})?)\\s*(ps|ns|us|ms|s|min)?");

    private Picoseconds() {}

    /**
     * Reads a duration such as {@code 100us}, {@code 1.26us}, {@code 10 ms}; 0 needs no unit. Rounded once, half up.
     *
     * @throws IllegalArgumentException if the unit is missing or unknown, or the value exceeds 1000 hours
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write a number and ps, ns, us, ms, s or min, for example 100us");
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            if (number.signum() == 0) {
                return 0;
            }
            throw new IllegalArgumentException("'" + text + "' has no unit; write for example " + text.strip() + "us");
        }
        long factor = switch (unit) {
            case "ps" -> 1;
            case "ns" -> NANOSECOND;
            case "us" -> MICROSECOND;
            case "ms" -> MILLISECOND;
            case "s" -> SECOND;
            default -> 60 * SECOND;
        };
        BigDecimal ps = number.multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.HALF_UP);
        if (ps.compareTo(BigDecimal.valueOf(3_600_000L * SECOND)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than 1000 hours");
        }
        return ps.longValueExact();
    }

    /** The shortest exact text with a unit: {@code 0}, {@code 350ns}, {@code 1.26us}, {@code 1100.1ms} as {@code 1.1001s}. */
    public static String format(long ps) {
        if (ps == NEVER) {
            return "never";
        }
        if (ps == 0) {
            return "0";
        }
        long size = Math.abs(ps);
        long factor = size >= SECOND
                ? SECOND
                : size >= MILLISECOND
                        ? MILLISECOND
                        : size >= MICROSECOND ? MICROSECOND : size >= NANOSECOND ? NANOSECOND : 1;
        String unit = factor == SECOND
                ? "s"
                : factor == MILLISECOND ? "ms" : factor == MICROSECOND ? "us" : factor == NANOSECOND ? "ns" : "ps";
        return BigDecimal.valueOf(ps)
                        .divide(BigDecimal.valueOf(factor))
                        .stripTrailingZeros()
                        .toPlainString()
                + unit;
    }
}
