package dev.kdumpstop.core.builtin.wait;

import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;

/**
 * The same plan at every wait. The plan is made once, so that asking for it costs nothing.
 *
 * @param plan the plan
 */
public record FixedPlan(WaitPlan plan) implements IcrWaitPolicy {
    @Override
    public WaitPlan planFor(WaitContext context) {
        return plan;
    }
}
