package dev.kdumpstop.api.option;

import dev.kdumpstop.api.unit.Picoseconds;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What values an option takes.
 *
 * <pre>{@code
 * new OptionType.Int(1, 2000).expected(); // a whole number in 1..2000
 * new OptionType.Choice(List.of("empty", "full")).expected(); // one of empty, full
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface OptionType {

    /** What is expected, in words, for listings and error messages. */
    String expected();

    /** A whole number in a range, both ends included. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Int(long min, long max) implements OptionType {
        @Override
        public String expected() {
            return "a whole number in " + min + ".." + (max == Long.MAX_VALUE ? "" : max);
        }
    }

    /** A duration in picoseconds in a range, both ends included, written with a unit. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Duration(long minPs, long maxPs) implements OptionType {
        @Override
        public String expected() {
            return "a duration with unit, such as 100us";
        }

        /** The durations it takes, in words: {@code a duration in 1ms..1h}. */
        public String range() {
            return "a duration in " + Picoseconds.format(minPs) + ".." + Picoseconds.format(maxPs);
        }
    }

    /** {@code true} or {@code false}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Flag() implements OptionType {
        @Override
        public String expected() {
            return "true or false";
        }
    }

    /** One of the listed words. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Choice(List<String> words) implements OptionType {
        /** @throws IllegalArgumentException if there is nothing to choose from */
        public Choice {
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("a choice needs at least one word");
            }
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", words);
        }
    }

    /** A list of CPU numbers such as {@code 3} or {@code 0-2,5}; may be empty. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Cpus() implements OptionType {
        @Override
        public String expected() {
            return "CPU numbers such as 3 or 0-2,5";
        }
    }
}
