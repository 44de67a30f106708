package dev.kdumpstop.experiments.stat;

/**
 * The quantile of Student's t distribution that leaves 2.5 % on each side. With few repetitions it is much larger than that of
 * the normal distribution: 12.7 with two, 2.26 with ten, 1.96 with infinitely many.
 *
 * <p>Source: for up to 30 degrees of freedom the printed table (Student 1908, Fisher and Yates); beyond, the expansion in powers of
 * 1/n of M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 26.7.5, which is right to six digits there.
 */
final class StudentT {
    private static final double[] TABLE = {
        12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
        2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873,
        2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272
    };

    private StudentT() {}

    /** @param freedom degrees of freedom, from 1 on: one less than there are values */
    static double quantile95(long freedom) {
        if (freedom < 1) {
            throw new IllegalArgumentException(freedom + " degrees of freedom");
        } else if (freedom <= TABLE.length) {
            return TABLE[(int) freedom - 1];
        }
        double z = Proportion.Z95;
        double square = z * z;
        double n = freedom;
        double first = z * (square + 1) / 4;
        double second = z * ((5 * square + 16) * square + 3) / 96;
        double third = z * (((3 * square + 19) * square + 17) * square - 15) / 384;
        return z + first / n + second / (n * n) + third / (n * n * n);
    }
}
