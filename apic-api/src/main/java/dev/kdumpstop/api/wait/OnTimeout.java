package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/**
 * What a sender does when every segment of its plan has ended and the bit is still set.
 *
 * <pre>{@code
 * // Rewrites the command up to three times, then gives it up:
 * OnTimeout onTimeout = new OnTimeout.RewriteIcrLow(3, new OnTimeout.SkipThisSend());
 * WaitPlan plan = new WaitPlan.Segments(List.of(PollSegment.polls(1000, 0)), onTimeout);
 * plan.onTimeout().equals(onTimeout); // true
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface OnTimeout {

    /** Writes its command over the stuck one, as Linux does since 2.6.22. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record WriteAnyway() implements OnTimeout {}

    /** Leaves the stuck command alone and loses the targets of the send that was waiting. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SkipThisSend() implements OnTimeout {}

    /** Gives up this send and all that follow in the same request. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record AbortRequest() implements OnTimeout {}

    /**
     * Writes the ICR's low word again with what the ICR holds, then waits once more (MP specification 1.4, B-3).
     *
     * @param attempts how often, at least 1
     * @param then what to do when that did not help either; not another rewrite
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RewriteIcrLow(int attempts, OnTimeout then) implements OnTimeout {
        /** @throws IllegalArgumentException if there is no attempt, or {@code then} is itself a rewrite */
        public RewriteIcrLow {
            if (attempts < 1 || then instanceof RewriteIcrLow) {
                throw new IllegalArgumentException("a rewrite needs at least one attempt and another way out after it");
            }
        }
    }

    /** Panics; in a crash stop this ends the crash path. FreeBSD does so unless it is panicking already. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Panic(String message) implements OnTimeout {}
}
