package dev.kdumpstop.experiments.stat;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * Count, sum and sum of squares of whole numbers. Adding is exact, so the order does not matter and parts can be merged.
 *
 * @param count how many
 * @param sum their sum
 * @param squares the sum of their squares
 * @param min the least; {@link Long#MAX_VALUE} of nothing
 * @param max the greatest; {@link Long#MIN_VALUE} of nothing
 */
public record Sums(long count, BigInteger sum, BigInteger squares, long min, long max) implements Serializable {
    /** Nothing yet. */
    public static final Sums EMPTY = new Sums(0, BigInteger.ZERO, BigInteger.ZERO, Long.MAX_VALUE, Long.MIN_VALUE);

    /** With one more. */
    public Sums plus(long value) {
        BigInteger big = BigInteger.valueOf(value);
        return new Sums(
                count + 1, sum.add(big), squares.add(big.multiply(big)), Math.min(min, value), Math.max(max, value));
    }

    /** Both together. */
    public Sums plus(Sums other) {
        return new Sums(
                count + other.count,
                sum.add(other.sum),
                squares.add(other.squares),
                Math.min(min, other.min),
                Math.max(max, other.max));
    }

    /** Mean; 0 of nothing. */
    public double mean() {
        return count == 0 ? 0 : sum.doubleValue() / count;
    }

    /** Variance of the values around their mean, as a sample's; 0 of fewer than two. */
    public double variance() {
        if (count < 2) {
            return 0;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger numerator = squares.multiply(n).subtract(sum.multiply(sum));
        return numerator.doubleValue() / count / (count - 1);
    }

    /** A value of a histogram, which rounds, brought to where the values are. */
    public long clamp(long rounded) {
        return Math.max(min, Math.min(max, rounded));
    }

    /** Half the interval of the mean at 95 %, by Student's t; infinite of fewer than two. */
    public double meanHalfInterval() {
        return count < 2
                ? Double.POSITIVE_INFINITY
                : StudentT.quantile95(count - 1) * StrictMath.sqrt(variance() / count);
    }

    /** Whether the mean is told apart from 0: the interval does not cover it. Of equal values it is their own. */
    public boolean isResolved() {
        return count >= 2 && StrictMath.abs(mean()) > meanHalfInterval();
    }
}
