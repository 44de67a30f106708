package dev.kdumpstop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.testkit.Interview.Thrown;
import org.junit.jupiter.api.Test;

class InterviewTest {
    /** The JVM throws its own exceptions without a message once the code that raises them is compiled. */
    @Test
    void lostMessageIsNoDifference() {
        Thrown interpreted = Thrown.of(new NullPointerException("because it is null"));
        Thrown compiled = Thrown.of(new NullPointerException());
        assertThat(compiled)
                .isEqualTo(interpreted)
                .hasSameHashCodeAs(interpreted)
                .hasToString("throws" + " java.lang.NullPointerException");
        assertThat(interpreted)
                .isEqualTo(compiled)
                .hasToString("throws java.lang.NullPointerException: because it is null");
    }

    @Test
    void otherMessageIsOne() {
        assertThat(Thrown.of(new IllegalStateException("at 3")))
                .isNotEqualTo(Thrown.of(new IllegalStateException("at 4")))
                .isNotEqualTo(Thrown.of(new IllegalArgumentException("at 3")));
    }
}
