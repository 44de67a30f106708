package dev.kdumpstop.experiments.stat;

/**
 * A share of runs with its interval at 95 %, by Wilson's score, which holds for few runs and for shares near 0 and 1.
 *
 * <p>Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
 *
 * @param count runs that have the property
 * @param runs all runs, at least 1
 */
public record Proportion(long count, long runs) {
    /** Quantile of the normal distribution that leaves 2.5 % on each side. */
    public static final double Z95 = 1.959963984540054;

    /** @throws IllegalArgumentException if there are no runs, or more with the property than there are */
    public Proportion {
        if (runs < 1 || count < 0 || count > runs) {
            throw new IllegalArgumentException(count + " of " + runs + " runs");
        }
    }

    /** The share itself, 0 to 1. */
    public double value() {
        return (double) count / runs;
    }

    /** Lower end of the interval. */
    public double low() {
        return count == 0 ? 0 : StrictMath.max(0, center() - half());
    }

    /** Upper end of the interval. */
    public double high() {
        return count == runs ? 1 : StrictMath.min(1, center() + half());
    }

    private double center() {
        return (value() + Z95 * Z95 / (2 * runs)) / (1 + Z95 * Z95 / runs);
    }

    private double half() {
        double p = value();
        double n = runs;
        return Z95 / (1 + Z95 * Z95 / n) * StrictMath.sqrt(p * (1 - p) / n + Z95 * Z95 / (4 * n * n));
    }
}
