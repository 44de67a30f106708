package dev.kdumpstop.experiments.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kdumpstop.experiments.dice.Dice;
import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("statistics")
class StatisticsTest {
    @ParameterizedTest(name = "{0} of {1}: {2} to {3}")
    @CsvSource({
        // R: binom::binom.wilson.
        "0, 10, 0, 0.277533",
        "10, 10, 0.722467, 1",
        "1, 10, 0.017876, 0.404150",
        "5, 10, 0.236593, 0.763407",
        "857, 1000, 0.833926, 0.877317"
    })
    @DisplayName("Wilson's interval")
    void wilson(long count, long runs, double low, double high) {
        Proportion share = new Proportion(count, runs);
        assertThat(share.low()).isCloseTo(low, within(1e-4));
        assertThat(share.high()).isCloseTo(high, within(1e-4));
        assertThat(share.value()).isBetween(share.low(), share.high());
    }

    @Test
    @DisplayName("Wilson's interval holds the true share in 95 of 100 experiments, also for few runs and small shares")
    void coverage() {
        RandomGenerator stream = Dice.of(7).stream("coverage");
        for (double share : new double[] {0.05, 0.3, 0.857}) {
            int covered = 0;
            for (int experiment = 0; experiment < 2000; experiment++) {
                int count = 0;
                for (int run = 0; run < 50; run++) {
                    count += stream.nextDouble() < share ? 1 : 0;
                }
                Proportion found = new Proportion(count, 50);
                covered += found.low() <= share && share <= found.high() ? 1 : 0;
            }
            assertThat(covered).as("share %s", share).isBetween(1850, 1990);
        }
        assertThatThrownBy(() -> new Proportion(1, 0)).hasMessageContaining("1 of 0");
        assertThatThrownBy(() -> new Proportion(3, 2)).hasMessageContaining("3 of 2");
    }

    @ParameterizedTest(name = "{0} degrees of freedom: {1}")
    @CsvSource({
        // R: qt(0.975, df).
        "1, 12.7062047",
        "2, 4.3026527",
        "9, 2.2621572",
        "29, 2.0452296",
        "30, 2.0422725",
        "31, 2.0395134",
        "40, 2.0210754",
        "60, 2.0002978",
        "120, 1.9799304",
        "1000, 1.9623391",
        "1000000, 1.9599664"
    })
    @DisplayName("Student's t")
    void student(long freedom, double quantile) {
        assertThat(StudentT.quantile95(freedom)).isCloseTo(quantile, within(2e-6));
    }

    @Test
    @DisplayName("sums are exact and can be merged in any order; a few large values do not overflow")
    void sums() {
        Sums one = Sums.EMPTY.plus(Long.MAX_VALUE).plus(Long.MAX_VALUE).plus(-5);
        Sums other = Sums.EMPTY.plus(-5).plus(Long.MAX_VALUE).plus(Sums.EMPTY.plus(Long.MAX_VALUE));
        assertThat(one).isEqualTo(other);
        assertThat(one.sum())
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE)
                        .multiply(BigInteger.TWO)
                        .subtract(BigInteger.valueOf(5)));
        Sums small = Sums.EMPTY.plus(1).plus(2).plus(3).plus(4);
        assertThat(small.mean()).isEqualTo(2.5);
        assertThat(small.variance()).isCloseTo(5.0 / 3, within(1e-12));
        // R: t.test(c(1, 2, 3, 4)): 0.4457397 to 4.5542603.
        assertThat(small.meanHalfInterval()).isCloseTo(2.0542603, within(1e-6));
        assertThat(small.isResolved()).isTrue();
        assertThat(Sums.EMPTY.plus(1).plus(-2).plus(3).isResolved()).isFalse();
        assertThat(Sums.EMPTY.plus(7).isResolved()).as("one value says nothing").isFalse();
        assertThat(Sums.EMPTY.plus(7).plus(7).isResolved()).isTrue();
        assertThat(Sums.EMPTY.plus(0).plus(0).isResolved()).isFalse();
        assertThat(Sums.EMPTY.mean()).isZero();
    }

    @Test
    @DisplayName("histograms are the same after they were written, and merged ones hold all values")
    void histograms() {
        Histogram one = Histograms.empty();
        one.recordValue(1);
        one.recordValue(3_600_000_000_000_000L);
        Histogram read = Histograms.decode(Histograms.encode(one));
        assertThat(read).isEqualTo(one);
        assertThat(Histograms.encode(read)).isEqualTo(Histograms.encode(one));
        Histogram both = Histograms.merge(one, read);
        assertThat(both.getTotalCount()).isEqualTo(4);
        assertThat(one.getTotalCount()).isEqualTo(2);
        assertThatThrownBy(() -> Histograms.decode("AAAA")).hasMessage("this is no histogram");
    }
}
