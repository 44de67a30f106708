package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.unit.Picoseconds;
import org.apiguardian.api.API;

/**
 * When a poll segment ends although the bit is still busy.
 *
 * <pre>{@code
 * new Limit.Polls(1001); // at most 1001 polls
 * new Limit.Elapsed(Picoseconds.parse("1s")); // at most 1s
 * new PollSegment(0, 0, 0, new Limit.Unlimited()).isBounded(); // false
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Limit {

    /** Never. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Unlimited() implements Limit {
        @Override
        public String toString() {
            return "no limit";
        }
    }

    /** After this many polls. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Polls(long count) implements Limit {
        /** @throws IllegalArgumentException if fewer than one */
        public Polls {
            if (count < 1) {
                throw new IllegalArgumentException("a limit of " + count + " polls; at least 1 is needed");
            }
        }

        @Override
        public String toString() {
            return "at most " + count + " polls";
        }
    }

    /** At the first poll that ends this long after the segment began, or later. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Elapsed(long ps) implements Limit {
        /** @throws IllegalArgumentException if negative */
        public Elapsed {
            if (ps < 0) {
                throw new IllegalArgumentException("a limit of " + ps + " ps is negative");
            }
        }

        @Override
        public String toString() {
            return "at most " + Picoseconds.format(ps);
        }
    }
}
