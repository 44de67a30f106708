package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;

/** A solution with the policy of somebody else: it still says where a wait is bounded, but no longer how. Counts the waits. */
final class PolicyAtBoundedWaits implements Solution {
    private final Solution solution;
    private final IcrWaitPolicy policy;
    private int waits;
    private int inForce;

    PolicyAtBoundedWaits(Solution solution, IcrWaitPolicy policy) {
        this.solution = solution;
        this.policy = policy;
    }

    @Override
    public IcrWaitPolicy policyFor(WaitContext context) {
        return solution.planFor(context).isBounded() ? policy : solution.policyFor(context);
    }

    @Override
    public WaitPlan planFor(WaitContext context) {
        WaitPlan plan = solution.planFor(context);
        waits++;
        if (!plan.isBounded()) {
            return plan;
        }
        inForce++;
        return policy.planFor(context);
    }

    /** For how many of the waits that were asked for so far it is in force. */
    WaitPolicyUse use(String name) {
        return new WaitPolicyUse(name, waits, inForce);
    }
}
