package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/**
 * Which wait policy applies at which wait site. Pure: the same context gets the same policy.
 *
 * <pre>{@code
 * IcrWaitPolicy bounded = any -> WaitPlan.of(PollSegment.polls(1001, 0));
 * IcrWaitPolicy unlimited = any -> WaitPlan.unlimited();
 * Solution nmiOnly = context -> context.mode() == DeliveryMode.NMI ? bounded : unlimited;
 * nmiOnly.planFor(context).isBounded(); // true
 * }</pre>
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Solution {
    /** The policy for one wait. */
    IcrWaitPolicy policyFor(WaitContext context);

    /** The plan for one wait: that of the policy chosen. */
    default WaitPlan planFor(WaitContext context) {
        return policyFor(context).planFor(context);
    }
}
