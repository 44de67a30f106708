package dev.kdumpstop.api.option;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * One described option. Listings, configuration keys, schemas and error messages are all made from this description.
 *
 * <pre>{@code
 * OptionSpec polls = OptionSpec.integer("polls", 1, 2000, 1001, "polls", "how often the bit is read");
 * polls.defaultValue(); // 1001
 * polls.parse("1_500"); // 1500
 * }</pre>
 *
 * @param name lower case with hyphens
 * @param type what values it takes
 * @param unit unit of a number, empty if it has none or the value carries it
 * @param defaultValue text of the default; must itself be valid
 * @param example text of a valid example
 * @param summary one sentence
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record OptionSpec(
        String name, OptionType type, String unit, String defaultValue, String example, String summary) {

    /** @throws IllegalArgumentException if the default or the example is not valid */
    public OptionSpec {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("option name '" + name + "' is not lower case with hyphens");
        }
        parse(type, name, defaultValue);
        parse(type, name, example);
    }

    /** A whole number; the example is some other number of the range. */
    public static OptionSpec integer(String name, long min, long max, long defaultValue, String unit, String summary) {
        long half = defaultValue / 2;
        long other = half >= min && half != defaultValue ? half : defaultValue != max ? max : min;
        return integer(name, min, max, defaultValue, other, unit, summary);
    }

    /** A whole number. */
    public static OptionSpec integer(
            String name, long min, long max, long defaultValue, long example, String unit, String summary) {
        return new OptionSpec(
                name, new OptionType.Int(min, max), unit, Long.toString(defaultValue), Long.toString(example), summary);
    }

    /** A duration from 0 on. */
    public static OptionSpec duration(String name, String defaultValue, String example, String summary) {
        return new OptionSpec(
                name, new OptionType.Duration(0, Picoseconds.NEVER - 1), "", defaultValue, example, summary);
    }

    /** True or false. */
    public static OptionSpec flag(String name, boolean defaultValue, String summary) {
        return new OptionSpec(
                name,
                new OptionType.Flag(),
                "",
                Boolean.toString(defaultValue),
                Boolean.toString(!defaultValue),
                summary);
    }

    /** One of the given words; the first is the default. */
    public static OptionSpec choice(String name, List<String> words, String summary) {
        return new OptionSpec(
                name, new OptionType.Choice(words), "", words.get(0), words.get(words.size() - 1), summary);
    }

    /** CPU numbers. */
    public static OptionSpec cpus(String name, String defaultValue, String example, String summary) {
        return new OptionSpec(name, new OptionType.Cpus(), "", defaultValue, example, summary);
    }

    /**
     * Reads a value: {@link Long} for whole numbers and durations (picoseconds), {@link Boolean}, {@link String} or
     * {@link CpuSet}.
     *
     * @throws IllegalArgumentException naming the option, what was found and what was expected
     */
    public Object parse(String text) {
        return parse(type, name, text);
    }

    private static Object parse(OptionType type, String name, String text) {
        String value = text.strip();
        try {
            if (type instanceof OptionType.Int range) {
                long number = Long.parseLong(value.replace("_", ""));
                return inRange(number >= range.min() && number <= range.max(), number);
            } else if (type instanceof OptionType.Duration range) {
                long ps = Picoseconds.parse(value);
                return inRange(ps >= range.minPs() && ps <= range.maxPs(), ps);
            } else if (type instanceof OptionType.Flag) {
                return switch (value.toLowerCase(Locale.ROOT)) {
                    case "true", "on", "yes" -> Boolean.TRUE;
                    case "false", "off", "no" -> Boolean.FALSE;
                    default -> throw new IllegalArgumentException();
                };
            } else if (type instanceof OptionType.Choice choice) {
                return inRange(choice.words().contains(value), value);
            } else {
                return CpuSet.parse(value);
            }
        } catch (IllegalArgumentException e) {
            boolean isRead = e.getMessage() == null;
            String expected = isRead && type instanceof OptionType.Duration range ? range.range() : type.expected();
            String detail = isRead || e instanceof NumberFormatException ? "" : " (" + e.getMessage() + ")";
            throw new IllegalArgumentException(
                    "option '" + name + "' is '" + text + "'; expected " + expected + detail, e);
        }
    }

    private static Object inRange(boolean valid, Object value) {
        if (!valid) {
            throw new IllegalArgumentException();
        }
        return value;
    }
}
