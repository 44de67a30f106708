package dev.kdumpstop.api.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private static final List<OptionSpec> SPECS = List.of(
            OptionSpec.integer("polls", 1, 2000, 1001, "polls", "how often"),
            OptionSpec.duration("delay", "0us", "100us", "how long"),
            OptionSpec.flag("in-nmi", false, "where"),
            OptionSpec.choice("latch", List.of("empty", "full"), "which"),
            OptionSpec.cpus("cpus", "", "3", "whom"));

    @Test
    void defaults() {
        OptionValues values = OptionValues.defaults(SPECS);
        assertThat(values.integer("polls")).isEqualTo(1001);
        assertThat(values.durationPs("delay")).isZero();
        assertThat(values.flag("in-nmi")).isFalse();
        assertThat(values.choice("latch")).isEqualTo("empty");
        assertThat(values.cpus("cpus")).isEqualTo(CpuSet.empty());
        assertThat(values.texts())
                .containsExactly(
                        Map.entry("polls", "1001"),
                        Map.entry("delay", "0us"),
                        Map.entry("in-nmi", "false"),
                        Map.entry("latch", "empty"),
                        Map.entry("cpus", ""));
    }

    @Test
    void given() {
        OptionValues values = OptionValues.of(
                SPECS, Map.of("polls", " 1_500 ", "delay", "1.26us", "in-nmi", "on", "latch", "full", "cpus", "1-3,7"));
        assertThat(values.integer("polls")).isEqualTo(1500);
        assertThat(values.durationPs("delay")).isEqualTo(1_260_000);
        assertThat(values.flag("in-nmi")).isTrue();
        assertThat(values.choice("latch")).isEqualTo("full");
        assertThat(values.cpus("cpus")).isEqualTo(CpuSet.of(1, 2, 3, 7));
    }

    @Test
    void equalByValueNotByText() {
        OptionValues one = OptionValues.of(SPECS, Map.of("delay", "1us"));
        OptionValues other = OptionValues.of(SPECS, Map.of("delay", "1000 ns"));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(OptionValues.defaults(SPECS));
    }

    @Test
    void namesEveryProblemAtOnce() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("pols", "5");
        given.put("polls", "0");
        given.put("delay", "5");
        given.put("latch", "half");
        given.put("in-nmi", "maybe");
        given.put("cpus", "x");
        assertThatThrownBy(() -> OptionValues.of(SPECS, given))
                .isInstanceOfSatisfying(
                        InvalidOptionsException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "unknown option 'pols'. Did you mean 'polls'?"
                                                + " Known: polls, delay, in-nmi, latch, cpus",
                                        "option 'polls' is '0'; expected a whole number in 1..2000",
                                        "option 'delay' is '5'; expected a duration with unit, such as 100us"
                                                + " ('5' has no unit; write for example 5us)",
                                        "option 'in-nmi' is 'maybe'; expected true or false",
                                        "option 'latch' is 'half'; expected one of empty, full",
                                        "option 'cpus' is 'x'; expected CPU numbers such as 3 or 0-2,5"
                                                + " ('x' in CPU list 'x' is not a number or a range such as 0-3)"));
    }

    @Test
    void unknownOptionOfSomethingWithoutOptions() {
        assertThatThrownBy(() -> OptionValues.of(List.of(), Map.of("polls", "1")))
                .hasMessage("unknown option 'polls'. Known: none");
    }

    @Test
    void aDescriptionMustBeValidItself() {
        assertThatThrownBy(() -> OptionSpec.duration("delay", "5", "5us", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OptionSpec.duration("delay", "5us", "soon", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OptionSpec.integer("Polls", 0, 1, 0, "", "x"))
                .hasMessage("option name 'Polls' is not lower case with hyphens");
        assertThatThrownBy(() -> OptionSpec.integer("polls", 1, 5, 0, "", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OptionSpec.choice("latch", List.of(), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void askingForTheWrongOneIsAnError() {
        OptionValues values = OptionValues.defaults(SPECS);
        assertThatThrownBy(() -> values.integer("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> values.integer("latch")).isInstanceOf(ClassCastException.class);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "bounded, bounded",
        "bouned, bounded",
        "BOUNDED, bounded",
        "lunix-6.x, linux-6.x",
        "unlimted, unlimited",
        "b-1, B-1",
        "B1, B-1",
        "completely-else, ",
        "'', "
    })
    void nearestName(String name, String nearest) {
        List<String> known = List.of("bounded", "linux-6.x", "unlimited", "B-1");
        if (nearest == null) {
            assertThat(NearestName.of(name, known)).isEmpty();
        } else {
            assertThat(NearestName.of(name, known)).contains(nearest);
        }
    }

    @Test
    void hintListsAll() {
        assertThat(NearestName.hint("xyzzy", List.of("A", "B-1"))).isEqualTo(". Known: A, B-1");
        assertThat(NearestName.hint("x", List.of())).isEqualTo(". Known: none");
    }

    @Test
    void durationsHaveAnUpperEnd() {
        OptionSpec delay = OptionSpec.duration("delay", "0us", "1us", "x");
        assertThat(delay.parse("1000s")).isEqualTo(1000 * Picoseconds.SECOND);
        assertThatThrownBy(() -> delay.parse("100000min")).hasMessageContaining("longer than 1000 hours");
    }
}
