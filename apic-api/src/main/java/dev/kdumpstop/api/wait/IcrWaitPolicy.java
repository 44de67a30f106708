package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/** How long and how a sender waits, as a value. Pure: the same context gets an equal plan. */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IcrWaitPolicy {
    /** The plan for one wait. */
    WaitPlan planFor(WaitContext context);
}
