package dev.kdumpstop.core.builtin.wait;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.List;

/**
 * The wait loops of Linux and of the RFC, all made by {@link #bounded} but the one that has no bound (kernel-facts 1.3).
 * Loop instructions cost nothing here, no number for them was found; {@link BoundedWait} takes one.
 */
public final class Loops {
    private static final long HUNDRED_US = 100 * Picoseconds.MICROSECOND;
    private static final OnTimeout WRITE_ANYWAY = new OnTimeout.WriteAnyway();

    /** {@code apic_wait_icr_idle}: polls for ever (2.6.21 include/asm-i386/apic.h, asm-x86_64/apic.h). */
    public static final FixedPlan UNLIMITED = new FixedPlan(WaitPlan.unlimited());

    /**
     * The loop written out in smpboot.c up to 2.6.21, and after a remote read in every release: delay 100 us, poll, while
     * {@code timeout++ < 1000}. 1001 polls, 1001 delays, at least 100 us even when idle.
     */
    public static final FixedPlan OPEN_CODED = bounded(new Limit.Polls(1001), HUNDRED_US, 0, WRITE_ANYWAY);

    /**
     * {@code safe_apic_wait_icr_idle} as merged in 2.6.22: poll, delay 100 us, while {@code timeout++ < 1000}. The counter is
     * compared before it is incremented, so 1001 polls, not 1000, and 1001 delays: 100.1 ms.
     */
    public static final FixedPlan SAFE_2_6_22 = bounded(new Limit.Polls(1001), 0, HUNDRED_US, WRITE_ANYWAY);

    /** {@code apic_mem_wait_icr_idle_timeout} since 6.6: a counted loop of 1000 polls and delays: 100 ms. */
    public static final FixedPlan SAFE_6_X = bounded(new Limit.Polls(1000), 0, HUNDRED_US, WRITE_ANYWAY);

    private Loops() {}

    /** One loop with a limit: delay, poll, leave if idle, delay. */
    public static FixedPlan bounded(
            Limit limit, long delayBeforePollPs, long delayAfterBusyPollPs, OnTimeout onTimeout) {
        return bounded(limit, delayBeforePollPs, delayAfterBusyPollPs, 0, onTimeout);
    }

    /** The same, with what the loop's own instructions take for each poll. */
    static FixedPlan bounded(
            Limit limit,
            long delayBeforePollPs,
            long delayAfterBusyPollPs,
            long overheadPerPollPs,
            OnTimeout onTimeout) {
        PollSegment loop = new PollSegment(delayBeforePollPs, delayAfterBusyPollPs, overheadPerPollPs, limit);
        return new FixedPlan(new WaitPlan.Segments(List.of(loop), onTimeout));
    }
}
