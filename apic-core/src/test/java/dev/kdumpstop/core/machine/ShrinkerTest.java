package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("failing cases of property tests are made small, and can be run again")
class ShrinkerTest {
    /** A list of up to 30 numbers below 1000, which is right if their sum is below 500. */
    private static final Consumer<Gen> SUM_BELOW_500 = gen -> {
        List<Integer> numbers = gen.show(new ArrayList<>());
        for (int i = gen.below(30); i > 0; i--) {
            numbers.add(gen.below(1000));
        }
        assertThat(numbers.stream().mapToInt(Integer::intValue).sum()).isLessThan(500);
    };

    /** Up to 50 steps, of which a 7 and a later 3 together are wrong. */
    private static final Consumer<Gen> NO_3_BEHIND_A_7 = gen -> {
        List<Integer> steps = gen.show(new ArrayList<>());
        boolean seven = false;
        for (int i = gen.below(50); i > 0; i--) {
            int step = gen.below(10);
            steps.add(step);
            assertThat(seven && step == 3).isFalse();
            seven |= step == 7;
        }
    };

    private static String failure(ThrowingCallable property) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(property).isInstanceOf(AssertionError.class).satisfies(failure -> thrown[0] = failure);
        return thrown[0].getMessage();
    }

    @Test
    @DisplayName("of a list only what is needed stays, and no number is larger than need be")
    void listOfNumbers() {
        assertThat(failure(() -> Gen.check(100, null, SUM_BELOW_500))).contains("\ncase: [500]\n");
    }

    @Test
    @DisplayName("of steps only those stay that matter")
    void steps() {
        assertThat(failure(() -> Gen.check(1000, null, NO_3_BEHIND_A_7))).contains("\ncase: [7, 3]\n");
    }

    @Test
    @DisplayName("yes, and 64 bits, are shrunk to what is needed of them")
    void otherChoices() {
        String message = failure(() -> Gen.check(100, null, gen -> {
            List<Object> drawn = gen.show(new ArrayList<>());
            drawn.add(gen.oneIn(3));
            drawn.add(gen.of("a", "b", "c"));
            drawn.add(gen.between(5, 9));
            long bits = gen.bits();
            drawn.add(bits);
            assertThat(Math.abs(bits)).isLessThan(1L << 40);
        }));
        assertThat(message).contains("\ncase: [false, a, 5, " + (1L << 40) + "]\n");
    }

    @Test
    @DisplayName("a failure tells seed, sizes and the command; its seed alone gives the same small case")
    void runAgain() {
        String first = failure(() -> Gen.check(100, null, SUM_BELOW_500));
        Matcher seed = Pattern.compile("^seed (-?\\d+), made smaller from \\d+ choices to 2 in \\d+ tries\n")
                .matcher(first);
        assertThat(seed.find()).isTrue();
        assertThat(first)
                .endsWith("this case alone: mvn -o test -pl apic-core -am -Dtest='ShrinkerTest#runAgain'"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed=" + seed.group(1));
        long only = Long.parseLong(seed.group(1));
        assertThat(failure(() -> Gen.check(100, only, SUM_BELOW_500))).isEqualTo(first);
        assertThatCode(() -> Gen.check(100, only, gen -> gen.below(3))).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("what does not always fail is not blamed on its choices")
    void notOnlyItsChoices() {
        int[] runs = {0};
        assertThat(failure(() -> Gen.check(1, null, gen -> assertThat(runs[0]++).isPositive())))
                .contains("depends on more than its choices");
    }

    @Test
    @DisplayName("the number of tries is bounded, and the best so far is what is given")
    void bounded() {
        long[] first = new long[200];
        first[150] = 1000;
        int[] runs = {0};
        Shrinker shrinker = new Shrinker(
                choices -> {
                    runs[0]++;
                    long sum = 0;
                    for (long choice : choices) {
                        sum += choice;
                    }
                    return sum >= 10 ? Optional.of(choices) : Optional.empty();
                },
                first,
                8);
        long[] best = shrinker.shrink();
        assertThat(runs[0]).isEqualTo(shrinker.tries()).isEqualTo(8);
        assertThat(best.length).isLessThan(200);
        assertThat(best).as("it still fails").contains(1000);
    }
}
