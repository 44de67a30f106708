package dev.kdumpstop.api.timing;

import org.apiguardian.api.API;

/**
 * One number of a profile.
 *
 * <pre>{@code
 * TimingValue value = new TimingValue(2 * Picoseconds.NANOSECOND, Provenance.DEFINED, "two cycles of 1 GHz");
 * value.ps(); // 2000
 * }</pre>
 *
 * @param ps picoseconds, rounded once
 * @param provenance how far it can be trusted
 * @param source where it comes from, or why it was assumed
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TimingValue(long ps, Provenance provenance, String source) {
    /** @throws IllegalArgumentException if negative */
    public TimingValue {
        if (ps < 0) {
            throw new IllegalArgumentException("a duration of " + ps + " ps is negative");
        }
    }
}
