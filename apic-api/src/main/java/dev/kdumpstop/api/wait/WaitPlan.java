package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.unit.Picoseconds;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How long and how a sender waits. Whether it is bounded, and by what, is computed from the plan, never claimed.
 *
 * <pre>{@code
 * // Exponential back-off: one poll each, 1 us, 2 us, 4 us ... 512 us apart, then the write.
 * List<PollSegment> segments = new ArrayList<>();
 * for (long delayPs = Picoseconds.MICROSECOND; delayPs < Picoseconds.MILLISECOND; delayPs *= 2) {
 *     segments.add(PollSegment.polls(1, delayPs));
 * }
 * WaitPlan backOff = new WaitPlan.Segments(segments, new OnTimeout.WriteAnyway());
 * backOff.isBounded(); // true
 * Picoseconds.format(backOff.longestPs(0)); // 1.023ms
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface WaitPlan {

    /** What the sender does when the plan has run out. */
    OnTimeout onTimeout();

    /** Whether the wait ends whatever the bit does. */
    boolean isBounded();

    /** How long the wait can last, given the cost of a register read; {@link Picoseconds#NEVER} if it is not bounded. */
    long longestPs(long readPs);

    /**
     * Segments, one after the other; the first poll that finds the bit clear ends the wait.
     *
     * @param segments at least one; only the last may be unlimited
     * @param onTimeout what follows when all have ended
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Segments(List<PollSegment> segments, OnTimeout onTimeout) implements WaitPlan {
        /** @throws IllegalArgumentException if there is no segment, or one that can never be reached */
        public Segments {
            segments = List.copyOf(segments);
            if (segments.isEmpty()) {
                throw new IllegalArgumentException("a wait plan needs at least one segment");
            }
            for (PollSegment segment : segments.subList(0, segments.size() - 1)) {
                if (!segment.isBounded()) {
                    throw new IllegalArgumentException("a segment after an unlimited one is never reached");
                }
            }
        }

        @Override
        public boolean isBounded() {
            return segments.get(segments.size() - 1).isBounded();
        }

        @Override
        public long longestPs(long readPs) {
            long sum = 0;
            for (PollSegment segment : segments) {
                long longest = segment.longestPs(readPs);
                if (longest == Picoseconds.NEVER) {
                    return longest;
                }
                sum = Math.addExact(sum, longest);
            }
            return sum;
        }
    }

    /**
     * Decided poll by poll. The host enforces the maximum; such a wait is never fast-forwarded and never proves a hang.
     *
     * @param stepper decides after every busy poll but the last
     * @param maxPolls at least 1; a busy poll that reaches it is a time-out at once, without a delay
     * @param onTimeout what follows
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Stepped(WaitStepper stepper, int maxPolls, OnTimeout onTimeout) implements WaitPlan {
        /** @throws IllegalArgumentException if no poll is allowed */
        public Stepped {
            if (maxPolls < 1) {
                throw new IllegalArgumentException("a stepped wait needs at least one poll");
            }
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public long longestPs(long readPs) {
            long elapsed = 0;
            for (long polls = 1; polls <= maxPolls; polls++) {
                elapsed += readPs;
                if (polls == maxPolls) {
                    break;
                }
                long delay = stepper.delayAfterBusyPollPs(polls, elapsed);
                if (delay == WaitStepper.GIVE_UP) {
                    break;
                }
                if (delay < 0) {
                    throw new IllegalStateException("wait stepper answered " + delay + " ps after " + polls + " polls");
                }
                elapsed = Math.addExact(elapsed, delay);
            }
            return elapsed;
        }
    }

    /** One unlimited segment. */
    static WaitPlan unlimited() {
        return new Segments(List.of(PollSegment.unlimited()), new OnTimeout.WriteAnyway());
    }

    /** One segment, then write anyway. */
    static WaitPlan of(PollSegment segment) {
        return new Segments(List.of(segment), new OnTimeout.WriteAnyway());
    }
}
