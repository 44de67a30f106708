package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/**
 * How long and how a sender waits, as a value. Pure: the same context gets an equal plan.
 *
 * <pre>{@code
 * IcrWaitPolicy policy = context -> WaitPlan.of(PollSegment.polls(context.shorthand() ? 2000 : 1001, 0));
 * policy.planFor(context).isBounded(); // true
 * }</pre>
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IcrWaitPolicy {
    /** The plan for one wait. */
    WaitPlan planFor(WaitContext context);
}
