package dev.kdumpstop.experiments.plan;

import dev.kdumpstop.api.unit.Picoseconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values written as a range, both ends included: {@code 2..64 step 2}, {@code 2..1024 times 2}, {@code 1us..1s times 10}.
 * Without a step it is 1; durations need one.
 */
public final class Ranges {
    /** More would be a slip of the pen. */
    static final int MOST_VALUES = 100_000;

    private static final Pattern FORM =
            Pattern.compile("\\s*(\\S+?)\\s*\\.\\.\\s*(\\S+?)(?:\\s+(step|times)\\s+(\\S+))?\\s*");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private Ranges() {}

    /** The values of a range; empty if the text has not the form of one. @throws IllegalArgumentException if it makes no sense */
    public static Optional<List<String>> values(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean numbers = NUMBER.matcher(matcher.group(1)).matches()
                && NUMBER.matcher(matcher.group(2)).matches();
        long from = read(matcher.group(1), numbers);
        long to = read(matcher.group(2), numbers);
        String kind = matcher.group(3);
        if (kind == null && !numbers) {
            throw new IllegalArgumentException("'" + text + "' needs a step: write for example " + matcher.group(1)
                    + ".." + matcher.group(2) + " times 10");
        }
        boolean times = "times".equals(kind);
        long by = kind == null ? 1 : times ? Long.parseLong(whole(matcher.group(4))) : read(matcher.group(4), numbers);
        if (to < from) {
            throw new IllegalArgumentException(
                    "'" + text + "' is empty; write " + matcher.group(2) + ".." + matcher.group(1));
        }
        if (by < (times ? 2 : 1) || (times && from == 0)) {
            throw new IllegalArgumentException("'" + text + "' never ends; "
                    + (times
                            ? "it has to begin above 0 and grow by a factor of 2 or more"
                            : "the step has to be above 0"));
        }
        List<String> values = new ArrayList<>();
        for (long value = from; value <= to; value = times ? Math.multiplyExact(value, by) : Math.addExact(value, by)) {
            values.add(numbers ? Long.toString(value) : Picoseconds.format(value));
            if (values.size() > MOST_VALUES) {
                throw new IllegalArgumentException("'" + text + "' has more than " + MOST_VALUES + " values");
            }
        }
        return Optional.of(values);
    }

    /** Whether the text is a range that makes sense. */
    public static boolean isRange(String text) {
        try {
            return values(text).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long read(String text, boolean number) {
        return number ? Long.parseLong(text) : Picoseconds.parse(text);
    }

    private static String whole(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("the factor '" + text + "' is not a whole number");
        }
        return text;
    }
}
