package dev.kdumpstop.api.timing;

import org.apiguardian.api.API;

/**
 * How far a number can be trusted.
 *
 * <pre>{@code
 * TimingValue value = new TimingValue(Picoseconds.MICROSECOND, Provenance.ASSUMED, "nobody has measured it");
 * value.provenance(); // ASSUMED
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Provenance {
    /** From a source that can be named. */
    SOURCED,
    /** From a source of low trust. */
    SOURCED_LOW_TRUST,
    /** Plain arithmetic on sourced numbers. */
    DERIVED,
    /** True by definition of the profile. */
    DEFINED,
    /** An assumption; never quote it as measured. */
    ASSUMED
}
