package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.unit.Picoseconds;
import org.apiguardian.api.API;

/**
 * A loop of equal rounds: delay, poll, leave if idle, delay. A register read costs what the machine says; the delays
 * here come on top.
 *
 * <p>The delay after a busy poll also follows the last poll of a segment: the loop merged in Linux 2.6.22 ends with a
 * delay that no poll follows (kernel-facts section 1.3).
 *
 * <pre>{@code
 * PollSegment segment = PollSegment.polls(1001, Picoseconds.parse("100us"));
 * Picoseconds.format(segment.longestPs(0)); // 100.1ms
 * PollSegment.unlimited().isBounded(); // false
 * }</pre>
 *
 * @param delayBeforePollPs busy-wait before every poll; the open-coded loops of smpboot.c delay first
 * @param delayAfterBusyPollPs busy-wait after every poll that found the bit set
 * @param overheadPerPollPs loop instructions per round besides the register read (cpu_relax, counters)
 * @param limit when the segment ends although the bit is still set
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PollSegment(long delayBeforePollPs, long delayAfterBusyPollPs, long overheadPerPollPs, Limit limit) {

    /** @throws IllegalArgumentException if a duration is negative */
    public PollSegment {
        if (delayBeforePollPs < 0 || delayAfterBusyPollPs < 0 || overheadPerPollPs < 0) {
            throw new IllegalArgumentException("a poll segment has a negative delay");
        }
    }

    /** Polls without delay or limit: {@code apic_wait_icr_idle}. */
    public static PollSegment unlimited() {
        return new PollSegment(0, 0, 0, new Limit.Unlimited());
    }

    /** At most {@code polls} polls with a delay after each busy one. */
    public static PollSegment polls(long polls, long delayAfterBusyPollPs) {
        return new PollSegment(0, delayAfterBusyPollPs, 0, new Limit.Polls(polls));
    }

    /** Whether the segment ends whatever the bit does. */
    public boolean isBounded() {
        return !(limit instanceof Limit.Unlimited);
    }

    /** Time of a round that finds the bit set, given the cost of a register read. */
    public long roundPs(long readPs) {
        return delayBeforePollPs + readPs + overheadPerPollPs + delayAfterBusyPollPs;
    }

    /** Polls until the limit is reached if the bit stays set, or -1 if there is no limit or rounds cost nothing. */
    public long pollsToLimit(long readPs) {
        if (limit instanceof Limit.Polls polls) {
            return polls.count();
        }
        if (limit instanceof Limit.Elapsed elapsed && roundPs(readPs) > 0) {
            long firstPollPs = delayBeforePollPs + readPs + overheadPerPollPs;
            long rest = Math.max(0, elapsed.ps() - firstPollPs);
            return 1 + (rest + roundPs(readPs) - 1) / roundPs(readPs);
        }
        return -1;
    }

    /** How long the segment lasts if the bit stays set, or {@link Picoseconds#NEVER} if it has no limit. */
    public long longestPs(long readPs) {
        if (limit instanceof Limit.Unlimited) {
            return Picoseconds.NEVER;
        }
        long polls = pollsToLimit(readPs);
        if (polls < 0) {
            return ((Limit.Elapsed) limit).ps();
        }
        long rounds = Math.multiplyExact(polls, roundPs(readPs));
        // An elapsed-time limit is checked right after the read: the round that finds it reached has no delay after.
        return limit instanceof Limit.Elapsed ? rounds - delayAfterBusyPollPs : rounds;
    }
}
