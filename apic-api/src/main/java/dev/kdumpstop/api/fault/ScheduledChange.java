package dev.kdumpstop.api.fault;

import dev.kdumpstop.api.unit.Picoseconds;
import org.apiguardian.api.API;

/**
 * A primitive change and when it happens.
 *
 * <pre>{@code
 * PrimitiveChange nmi = new PrimitiveChange.RaiseNmi(3);
 * ScheduledChange.beforeTheCrash(nmi); // RaiseNmi[cpu=3] before the crash
 * ScheduledChange.at(Picoseconds.parse("5ms"), nmi); // RaiseNmi[cpu=3] at 5ms
 * ScheduledChange.every(0, Picoseconds.SECOND, nmi); // RaiseNmi[cpu=3] at 0 and every 1s
 * }</pre>
 *
 * @param atPs picoseconds after the crash path begins, or {@link #BEFORE_THE_CRASH}
 * @param periodPs time between repetitions, 0 = once; a change before the crash does not repeat
 * @param change what happens
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ScheduledChange(long atPs, long periodPs, PrimitiveChange change) {
    /** The change is part of the state in which the crash path begins. */
    public static final long BEFORE_THE_CRASH = -1;

    /** @throws IllegalArgumentException if a time is negative, or something before the crash is to repeat */
    public ScheduledChange {
        if (atPs < BEFORE_THE_CRASH || periodPs < 0 || (atPs == BEFORE_THE_CRASH && periodPs > 0)) {
            throw new IllegalArgumentException(
                    "a change at " + atPs + " ps with period " + periodPs + " ps cannot be scheduled");
        }
    }

    /** Part of the initial state. */
    public static ScheduledChange beforeTheCrash(PrimitiveChange change) {
        return new ScheduledChange(BEFORE_THE_CRASH, 0, change);
    }

    /** Once, so long after the crash path begins. */
    public static ScheduledChange at(long atPs, PrimitiveChange change) {
        return new ScheduledChange(atPs, 0, change);
    }

    /** First so long after the crash path begins, then again and again. */
    public static ScheduledChange every(long atPs, long periodPs, PrimitiveChange change) {
        return new ScheduledChange(atPs, periodPs, change);
    }

    /** Whether it is part of the initial state. */
    public boolean isBeforeTheCrash() {
        return atPs == BEFORE_THE_CRASH;
    }

    @Override
    public String toString() {
        return change
                + (isBeforeTheCrash() ? " before the crash" : " at " + Picoseconds.format(atPs))
                + (periodPs > 0 ? " and every " + Picoseconds.format(periodPs) : "");
    }
}
