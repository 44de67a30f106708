package dev.kdumpstop.experiments.dice;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.api.unit.Picoseconds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution of durations, in picoseconds; never negative. Written as a duration, or as a name with arguments:
 * {@code 60us}, {@code uniform(1us, 100us)}, {@code exponential(60us)}, {@code lognormal(20us, 0.5)},
 * {@code table(1us: 3, 60us: 1)}.
 */
public sealed interface Distribution {

    /** One value in picoseconds. */
    long sample(RandomGenerator stream);

    /** Whether every value is the same. */
    default boolean isConstant() {
        return false;
    }

    /** Always the same. */
    record Constant(long ps) implements Distribution {
        @Override
        public long sample(RandomGenerator stream) {
            return ps;
        }

        @Override
        public boolean isConstant() {
            return true;
        }

        @Override
        public String toString() {
            return Picoseconds.format(ps);
        }
    }

    /** Every value from {@code minPs} to {@code maxPs} alike, both included. */
    record Uniform(long minPs, long maxPs) implements Distribution {
        /** @throws IllegalArgumentException if the ends are swapped */
        public Uniform {
            if (maxPs < minPs) {
                throw new IllegalArgumentException("uniform from " + Picoseconds.format(minPs) + " to "
                        + Picoseconds.format(maxPs) + " is empty; swap the ends");
            }
        }

        @Override
        public long sample(RandomGenerator stream) {
            return stream.nextLong(minPs, maxPs + 1);
        }

        @Override
        public String toString() {
            return "uniform(" + Picoseconds.format(minPs) + ", " + Picoseconds.format(maxPs) + ")";
        }
    }

    /** Memoryless, with this mean. */
    record Exponential(long meanPs) implements Distribution {
        /** @throws IllegalArgumentException if the mean is 0: every value would be */
        public Exponential {
            if (meanPs < 1) {
                throw new IllegalArgumentException(
                        "an exponential with mean 0 is always 0; give a mean above 0, or 0ps");
            }
        }

        @Override
        public long sample(RandomGenerator stream) {
            return rounded(-meanPs * StrictMath.log(1 - unit(stream)));
        }

        @Override
        public String toString() {
            return "exponential(" + Picoseconds.format(meanPs) + ")";
        }
    }

    /** The logarithm is normal: half the values are below the median, sigma is the deviation of the logarithm. */
    record Lognormal(long medianPs, double sigma) implements Distribution {
        /** @throws IllegalArgumentException if sigma is not a number from 0 on, or every value would be 0 */
        public Lognormal {
            if (medianPs < 1) {
                throw new IllegalArgumentException(
                        "a lognormal with median 0 is always 0; give a median above 0, or 0ps");
            }
            if (!(sigma >= 0) || sigma > 10) {
                throw new IllegalArgumentException("sigma " + sigma + " is not in 0..10");
            }
        }

        @Override
        public long sample(RandomGenerator stream) {
            // Box and Muller: two draws a value, so that a stream is where it is after n values.
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(stream)));
            double normal = radius * StrictMath.cos(2 * StrictMath.PI * unit(stream));
            return rounded(medianPs * StrictMath.exp(sigma * normal));
        }

        @Override
        public String toString() {
            return "lognormal(" + Picoseconds.format(medianPs) + ", "
                    + BigDecimal.valueOf(sigma).stripTrailingZeros().toPlainString() + ")";
        }
    }

    /** One value of a table, by weight: measurements of one's own. */
    record Table(List<Entry> entries) implements Distribution {
        /** A value and how often it comes, relative to the others. */
        public record Entry(long ps, long weight) {
            /** @throws IllegalArgumentException if the weight is not positive */
            public Entry {
                if (weight < 1) {
                    throw new IllegalArgumentException(
                            "weight " + weight + " of " + Picoseconds.format(ps) + " is not a whole number from 1 on");
                }
            }
        }

        /** @throws IllegalArgumentException if there is no entry */
        public Table {
            entries = List.copyOf(entries);
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("a table needs at least one value");
            }
        }

        @Override
        public long sample(RandomGenerator stream) {
            long total = 0;
            for (Entry entry : entries) {
                total = Math.addExact(total, entry.weight());
            }
            long drawn = stream.nextLong(total);
            for (Entry entry : entries) {
                drawn -= entry.weight();
                if (drawn < 0) {
                    return entry.ps();
                }
            }
            throw new IllegalStateException("weights do not add up");
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("table(");
            for (Entry entry : entries) {
                text.append(text.length() > 6 ? ", " : "")
                        .append(Picoseconds.format(entry.ps()))
                        .append(": ")
                        .append(entry.weight());
            }
            return text.append(')').toString();
        }
    }

    /** The names a distribution may have. */
    List<String> NAMES = List.of("uniform", "exponential", "lognormal", "table");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong and what was expected
     */
    static Distribution parse(String text) {
        Matcher call = Pattern.compile("\\s*([a-zA-Z]+)\\s*\\((.*)\\)\\s*").matcher(text);
        if (!call.matches()) {
            return new Constant(Picoseconds.parse(text));
        }
        String name = call.group(1).toLowerCase(Locale.ROOT);
        List<String> arguments = new ArrayList<>();
        for (String argument : call.group(2).split(",", -1)) {
            arguments.add(argument.strip());
        }
        return switch (name) {
            case "uniform" ->
                new Uniform(
                        Picoseconds.parse(argument(name, arguments, 2, 0)),
                        Picoseconds.parse(argument(name, arguments, 2, 1)));
            case "exponential" -> new Exponential(Picoseconds.parse(argument(name, arguments, 1, 0)));
            case "lognormal" ->
                new Lognormal(
                        Picoseconds.parse(argument(name, arguments, 2, 0)), number(argument(name, arguments, 2, 1)));
            case "table" ->
                new Table(arguments.stream().map(Distribution::entry).toList());
            default ->
                throw new IllegalArgumentException(
                        "unknown distribution '" + name + "'" + NearestName.hint(name, NAMES));
        };
    }

    private static String argument(String name, List<String> arguments, int count, int index) {
        if (arguments.size() != count) {
            throw new IllegalArgumentException(name + " takes " + count + (count == 1 ? " argument" : " arguments")
                    + ", found " + arguments.size());
        }
        return arguments.get(index);
    }

    private static double number(String text) {
        try {
            return new BigDecimal(text).doubleValue();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number such as 0.5", e);
        }
    }

    private static Table.Entry entry(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is not VALUE: WEIGHT, for example 60us: 3");
        }
        try {
            return new Table.Entry(
                    Picoseconds.parse(text.substring(0, colon)),
                    Long.parseLong(text.substring(colon + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text.substring(colon + 1).strip() + "' is not a whole number", e);
        }
    }

    /** A number in 0 (included) to 1 (excluded) with 53 random bits. */
    private static double unit(RandomGenerator stream) {
        return (stream.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** To whole picoseconds, half up; what does not fit is cut to 1000 hours, the longest duration that can be written. */
    private static long rounded(double ps) {
        double longest = 3_600_000.0 * Picoseconds.SECOND;
        return (long) StrictMath.floor(StrictMath.min(ps, longest) + 0.5);
    }
}
