package dev.kdumpstop.api.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicosecondsTest {

    @ParameterizedTest(name = "{0} = {1} ps")
    @CsvSource({
        "0, 0",
        "0.0, 0",
        "100us, 100000000",
        "1.26us, 1260000",
        "10 ms, 10000000000",
        "1S, 1000000000000",
        "2min, 120000000000000",
        "0.4ps, 0",
        "0.5ps, 1",
        "1.2345ns, 1235",
        "' 7ps ', 7",
        "1000s, 1000000000000000",
        "60000min, 3600000000000000000"
    })
    void reads(String text, long ps) {
        assertThat(Picoseconds.parse(text)).isEqualTo(ps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us", "5", "-1us", "1h", "1,5us", "1e3us", "1.us", ".5us", "60001min", "1us 2us"})
    void refuses(String text) {
        assertThatThrownBy(() -> Picoseconds.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest(name = "{0} ps is {1}")
    @CsvSource({
        "0, 0",
        "1, 1ps",
        "350000, 350ns",
        "1260000, 1.26us",
        "1259748, 1.259748us",
        "100100000000, 100.1ms",
        "1100100000000, 1.1001s",
        "120000000000000, 120s",
        "-350000, -350ns",
        "9223372036854775807, never"
    })
    void writes(long ps, String text) {
        assertThat(Picoseconds.format(ps)).isEqualTo(text);
    }

    @Test
    void whatIsWrittenCanBeRead() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            long ps = random.nextLong(1L << random.nextInt(1, 61));
            assertThat(Picoseconds.parse(Picoseconds.format(ps)))
                    .as("seed %d", seed)
                    .isEqualTo(ps);
        }
    }
}
