package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/**
 * Why the kernel sends. Solutions may look at it (B-1 does); deliveries never see it.
 *
 * <pre>{@code
 * Solution crashOnly = context -> context.purpose() == Purpose.CRASH_STOP
 *         ? any -> WaitPlan.of(PollSegment.polls(1001, 0))
 *         : any -> WaitPlan.unlimited();
 * crashOnly.planFor(context).isBounded(); // true
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Purpose {
    /** kdump stops the other CPUs. */
    CRASH_STOP,
    /** A plain panic or reboot stops the other CPUs. */
    PANIC_STOP,
    /** A backtrace of other CPUs by NMI. */
    NMI_BACKTRACE,
    /** A CPU is brought up. */
    CPU_WAKE_UP,
    /** Registers of another local APIC are read. */
    REMOTE_READ,
    /** Everything else: reschedule, call function, TLB shoot-down. */
    NORMAL
}
