package dev.kdumpstop.api.wait;

import org.apiguardian.api.API;

/**
 * A wait that cannot be said in segments. Must be a pure function of its arguments.
 *
 * <pre>{@code
 * // Gives up early if the first millisecond was not enough:
 * WaitStepper stepper = (polls, elapsedPs) ->
 *         elapsedPs > Picoseconds.MILLISECOND ? WaitStepper.GIVE_UP : Picoseconds.MICROSECOND;
 * WaitPlan plan = new WaitPlan.Stepped(stepper, 5000, new OnTimeout.SkipThisSend());
 * plan.longestPs(0) > Picoseconds.MILLISECOND; // true
 * }</pre>
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface WaitStepper {
    /** Returned to end the wait. */
    long GIVE_UP = -1;

    /**
     * Decides what follows a poll that found the bit set.
     *
     * @param polls polls made so far, at least 1
     * @param elapsedPs time since the wait began
     * @return picoseconds to delay before the next poll, not negative, or {@link #GIVE_UP}
     */
    long delayAfterBusyPollPs(long polls, long elapsedPs);
}
