package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/**
 * A place where a kernel waits. The delivery says whether there is one; the solution says how long.
 *
 * <pre>{@code
 * // A solution that bounds only the wait for a remote read:
 * Solution solution = context -> context.site() == WaitSite.REMOTE_READ_DONE
 *         ? any -> WaitPlan.of(PollSegment.polls(1000, 0))
 *         : any -> WaitPlan.unlimited();
 * solution.planFor(context).isBounded(); // false
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum WaitSite {
    /** Before a send, until delivery status is idle: waits for the <em>previous</em> command of this APIC. */
    ICR_IDLE_BEFORE,
    /** After a send, until delivery status is idle: waits for the command just written. */
    ICR_IDLE_AFTER,
    /** After a remote read was sent, until ICR bits 17:16 are no longer "in progress". */
    REMOTE_READ_DONE
}
