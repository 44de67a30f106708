package dev.kdumpstop.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("conditions and ranges")
class ConditionTest {
    private static final Set<String> KNOWN = Set.of("machine.cpus", "subarch", "timing.register-read", "solution");
    private static final Map<String, String> CELL =
            Map.of("machine.cpus", "16", "subarch", "i386/bigsmp", "timing.register-read", "60ns");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "machine.cpus <= 16 | true",
                "machine.cpus == 16.0 | true",
                "subarch == i386/bigsmp | true",
                "'subarch == \"i386/bigsmp\"' | true",
                "subarch != i386/default && machine.cpus > 8 | true",
                "machine.cpus > 16 or subarch == i386/bigsmp and machine.cpus == 3 | false",
                "(machine.cpus > 16 or subarch == i386/bigsmp) and machine.cpus != 3 | true",
                "!(machine.cpus > 16) | true",
                "not machine.cpus > 16 | true",
                "machine.cpus * 2 + 1 == 33 | true",
                "timing.register-read < 0.1us | true",
                "timing.register-read * 1001 > 60us | true",
                "solution == '' | true"
            })
    void holds(String text, boolean holds) {
        assertThat(Condition.parse(text, KNOWN).holds(CELL)).isEqualTo(holds);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "machine.cpus | a comparison such as == or <= is missing at the end",
                "machine.cpus = 4 | '= 4' is not understood; equal is written ==",
                "machine.cpus == | a value is missing at the end at character 16",
                "(machine.cpus == 4 | ')' is missing at the end",
                "machine.cpus == 4 5 | found '5' where '&&', '||' or the end was expected at character 19",
                "machine.cpu == 4 | unknown name 'machine.cpu' at character 1 of \"machine.cpu == 4\". Did you mean 'machine.cpus'?",
                "cpus == 4 | unknown name 'cpus' at character 1 of \"cpus == 4\". Did you mean 'machine.cpus'?",
                "machine.cpus < many | unknown name 'many'",
                "4 == 4 | compares two constants"
            })
    @DisplayName("what is no condition is told with its place")
    void problems(String text, String words) {
        assertThatThrownBy(() -> Condition.parse(text, KNOWN)).hasMessageContaining(words);
    }

    @Test
    @DisplayName("texts have no order; nothing is added to them")
    void texts() {
        assertThatThrownBy(() -> Condition.parse("subarch < solution", KNOWN).holds(CELL))
                .hasMessageContaining("only numbers and durations have an order");
        assertThatThrownBy(() -> Condition.parse("subarch + 1 == 2", KNOWN).holds(CELL))
                .hasMessageContaining("is neither a number nor a duration");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "2..5 | 2, 3, 4, 5",
                "2..8 step 2 | 2, 4, 6, 8",
                "2..9 step 3 | 2, 5, 8",
                "2..64 times 4 | 2, 8, 32",
                "1us..1ms times 10 | 1us, 10us, 100us, 1ms",
                "20ns .. 100ns step 40ns | 20ns, 60ns, 100ns",
                "7..7 | 7"
            })
    @DisplayName("both ends of a range are included")
    void ranges(String text, String values) {
        assertThat(String.join(", ", Ranges.values(text).orElseThrow())).isEqualTo(values);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "5..2 | is empty; write 2..5",
                "1us..2us | needs a step",
                "1..5 step 0 | never ends",
                "0..5 times 2 | never ends",
                "1..5 times 1 | never ends",
                "1..5 times x | the factor 'x' is not a whole number",
                "1..1000000 | has more than 100000 values"
            })
    @DisplayName("a range of nothing, or without end, is told")
    void noRanges(String text, String words) {
        assertThatThrownBy(() -> Ranges.values(text)).hasMessageContaining(words);
        assertThat(Ranges.values("subarch")).isEmpty();
    }
}
