package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.words.MachineWords;
import dev.kdumpstop.orchestrator.words.ShortTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small pieces of text. */
class TextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1ps, 1.00ps",
        "999ns, 999ns",
        "999.6ns, 1.00us",
        "2.4us, 2.40us",
        "1.0024ms, 1.00ms",
        "100.1ms, 100ms",
        "999.95ms, 1.00s",
        "1.1001s, 1.10s",
        "26.4254s, 26.4s",
        "60min, 3600s",
    })
    void threeDigits(String exact, String rounded) {
        assertThat(ShortTime.of(Picoseconds.parse(exact))).isEqualTo(rounded);
    }

    @Test
    void hexadecimalAsPeopleWriteIt() {
        for (String text : List.of("000c0400", "0x000C0400", "000C_0400h", "c0400")) {
            assertThat(Hexadecimal.parse("value", text, 32)).isEqualTo(0xC0400);
        }
        assertThat(Hexadecimal.parse("value", "ffffffffffffffff", 64)).isEqualTo(-1);
        assertThatThrownBy(() -> Hexadecimal.parse("vector", "100", 8)).hasMessageContaining("more than 8 bits");
        assertThatThrownBy(() -> Hexadecimal.parse("vector", "-1", 8)).hasMessageContaining("not a hexadecimal");
    }

    @Test
    void apicIds() {
        assertThat(MachineWords.ids(List.of(0, 1, 2, 3))).isEqualTo("0-3");
        assertThat(MachineWords.ids(List.of(0, 1))).isEqualTo("0,1");
        assertThat(MachineWords.ids(List.of(0, 1, 2, 0x10, 0x11, 0x20))).isEqualTo("0x00-0x02,0x10,0x11,0x20");
        assertThat(MachineWords.ids(List.of(-1))).isEqualTo("0xffffffff");
    }

    @Test
    void wrapping() {
        assertThat(Console.wrap("aa bb cccccc d", 5)).containsExactly("aa bb", "cccccc", "d");
        assertThat(Console.wrap("", 5)).containsExactly("");
    }

    @Test
    void tablesHaveNoBlanksAtTheEndOfLines() {
        StringWriter out = new StringWriter();
        new Table(1)
                .row(Tone.PLAIN, List.of("a", "bb", ""))
                .across("across")
                .row(Tone.GOOD, List.of("aaa", "", "c"))
                .right(1)
                .print(new Console(new PrintWriter(out), new PrintWriter(out), false, List.of()));
        assertThat(out).hasToString(" a    bb\nacross\n aaa      c\n");
    }

    @ParameterizedTest(name = "{0} writes, {1} outside, {2} asked, {3} waits: {4}")
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0 | 7 | 0 | nothing is sent
            1 | 0 | 7 | 1 | one ICR write for all, after a wait
            7 | 0 | 7 | 7 | one ICR write per CPU, each after a wait
            2 | 0 | 7 | 0 | one ICR write per group of CPUs, no wait
            7 | 7 | 7 | 0 | one write outside the local APIC per CPU, no wait
            7 | 4 | 7 | 3 | one write per CPU, 4 of them outside the local APIC, 3 of them after a wait
            """)
    void waysOfSending(long writes, long outside, int asked, long waits, String words) {
        assertThat(new MatrixRow.Sending(writes, outside, asked, waits, false).words())
                .isEqualTo(words);
    }
}
