package dev.kdumpstop.experiments.dice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("dice and distributions")
class DiceTest {
    private static final long MICRO = 1_000_000;

    @Test
    @DisplayName("a stream's numbers depend on its names alone, and are the same for ever")
    void streams() {
        Dice repetition = Dice.of(42).child("machine.cpus").child("8").child(7);
        long first = repetition.stream("timing.register-read").nextLong();
        assertThat(first).isEqualTo(-3890131741099448640L);
        repetition.stream("other").nextLong();
        assertThat(repetition.stream("timing.register-read").nextLong()).isEqualTo(first);
        assertThat(repetition.stream("timing.register-write").nextLong()).isNotEqualTo(first);
        assertThat(Dice.of(43).child("machine.cpus").child("8").child(7).stream("timing.register-read")
                        .nextLong())
                .isNotEqualTo(first);
        assertThat(LongStream.range(0, 10_000)
                        .map(n -> Dice.of(42).child(n).seed())
                        .distinct()
                        .count())
                .isEqualTo(10_000);
    }

    private static LongStream draws(String text, int count) {
        RandomGenerator stream = Dice.of(1).stream(text);
        Distribution distribution = Distribution.parse(text);
        return LongStream.generate(() -> distribution.sample(stream)).limit(count);
    }

    @ParameterizedTest(name = "{0}: mean {1} us")
    @CsvSource(
            delimiter = '|',
            value = {
                "60us | 60",
                "uniform(1us, 100us) | 50.5",
                "exponential(60us) | 60",
                "'table(1us: 3, 61us: 1)' | 16",
                // The mean of a lognormal is above its median, by exp(sigma squared / 2).
                "lognormal(20us, 0.5) | 22.66"
            })
    void means(String text, double mean) {
        assertThat(draws(text, 100_000).average().orElseThrow()).isBetween(0.98 * mean * MICRO, 1.02 * mean * MICRO);
        assertThat(draws(text, 1000)).allMatch(ps -> ps >= 0);
    }

    @Test
    @DisplayName("ends are included, half of a lognormal is below its median, a table gives its values alone")
    void shapes() {
        assertThat(draws("uniform(1ps, 3ps)", 1000).distinct().sorted()).containsExactly(1L, 2L, 3L);
        assertThat(draws("lognormal(20us, 0.5)", 20_000)
                        .filter(ps -> ps < 20 * MICRO)
                        .count())
                .isBetween(9700L, 10_300L);
        assertThat(draws("table(1us: 3, 60us: 1)", 1000).distinct().sorted()).containsExactly(MICRO, 60 * MICRO);
        assertThat(Distribution.parse("5us").isConstant()).isTrue();
        assertThat(Distribution.parse("uniform(5us, 5us)").isConstant()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5us",
                "uniform(1us, 100us)",
                "exponential(60us)",
                "lognormal(20us, 0.5)",
                "table(1us: 3, 60us: 1)"
            })
    @DisplayName("a distribution is read as it is written")
    void roundTrip(String text) {
        assertThat(Distribution.parse(text)).hasToString(text);
        assertThat(Distribution.parse(Distribution.parse(text).toString())).isEqualTo(Distribution.parse(text));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "uniform(2us, 1us) | swap the ends",
                "uniform(2us) | takes 2 arguments, found 1",
                "unifrom(1us, 2us) | Did you mean 'uniform'?",
                "exponential(5) | has no unit",
                "exponential(0us) | mean 0",
                "lognormal(0us, 0.5) | median 0",
                "lognormal(5us, x) | is not a number such as 0.5",
                "lognormal(5us, 11) | is not in 0..10",
                "table(5us) | is not VALUE: WEIGHT",
                "table(5us: 0) | weight 0",
                "table(5us: 1.5) | is not a whole number",
                "5 us us | is not a duration"
            })
    @DisplayName("what is no distribution is told")
    void problems(String text, String words) {
        assertThatThrownBy(() -> Distribution.parse(text)).hasMessageContaining(words);
    }

    @Test
    @DisplayName("any(COUNT) draws different CPUs, each alike; more than there are cannot be drawn, all can")
    void choices() {
        CpuSet others = CpuSet.range(1, 7);
        int[] counts = new int[8];
        RandomGenerator stream = Dice.of(3).stream("cpus");
        for (int i = 0; i < 7000; i++) {
            CpuSet drawn = Choice.parse("any(2)").draw(others, stream);
            assertThat(drawn.size()).isEqualTo(2);
            drawn.forEachCpu(cpu -> counts[cpu]++);
        }
        assertThat(counts[0]).isZero();
        assertThat(LongStream.range(1, 8).map(cpu -> counts[(int) cpu]))
                .allMatch(count -> count > 1800 && count < 2200);
        assertThat(Choice.parse("any(all)").draw(others, stream)).isEqualTo(others);
        assertThatThrownBy(() -> Choice.parse("any(6..9)").draw(others, stream))
                .hasMessageContaining("up to 9 CPUs of 7; give a smaller number, or 'all'");
        assertThat(LongStream.range(0, 200)
                        .map(n -> Choice.parse("any(1..3)").draw(others, stream).size())
                        .distinct()
                        .sorted())
                .containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> Choice.parse("any(3..1)")).hasMessageContaining("draws nothing");
        assertThatThrownBy(() -> Choice.parse("some(3)")).hasMessageContaining("is not any(COUNT)");
    }

    @Test
    @DisplayName("a fault with a probability happens as often; without dice a scenario is always the same")
    void scenarios() {
        ScenarioDice dice =
                new ScenarioDice("nmi-lockup:cpus=any(1),since=uniform(1us,2us),probability=0.25+sender-wedged");
        CpuSet others = CpuSet.range(1, 3);
        assertThat(dice.isRandom()).isTrue();
        long happened = LongStream.range(0, 4000)
                .filter(n -> dice.draw(Dice.of(n), others).startsWith("nmi-lockup:cpus="))
                .count();
        assertThat(happened).isBetween(900L, 1100L);
        assertThat(dice.draw(Dice.of(5), others))
                .isEqualTo(dice.draw(Dice.of(5), others))
                .endsWith("sender-wedged");
        ScenarioDice same = new ScenarioDice("nmi-lockup:cpus=3");
        assertThat(same.isRandom()).isFalse();
        ScenarioDice all = new ScenarioDice("nmi-lockup:cpus=any(all)");
        assertThat(all.isRandom()).isFalse();
        assertThat(all.draw(Dice.of(1), others)).isEqualTo("nmi-lockup:cpus=1-3");
        assertThat(same.draw(Dice.of(1), others)).isEqualTo("nmi-lockup:cpus=3");
        assertThat(new ScenarioDice("nmi-lockup:probability=0").draw(Dice.of(1), others))
                .isEqualTo("healthy");
    }
}
