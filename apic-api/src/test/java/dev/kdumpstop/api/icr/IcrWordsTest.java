package dev.kdumpstop.api.icr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcrWordsTest {

    @Test
    void fieldsHoldEveryBitOnce() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            long raw = random.nextLong();
            assertThat(assembled(IcrWords.fields(Icr.ofXapic((int) (raw >>> 32), (int) raw), false)))
                    .as("seed %d", seed)
                    .isEqualTo(raw);
            assertThat(assembled(IcrWords.fields(Icr.ofX2apic(raw), true)))
                    .as("seed %d", seed)
                    .isEqualTo(raw);
        }
    }

    private static long assembled(List<IcrField> fields) {
        long raw = 0;
        int next = 0;
        for (IcrField field : fields) {
            assertThat(field.lowBit()).isEqualTo(next);
            next = field.highBit() + 1;
            raw |= field.value() << field.lowBit();
        }
        assertThat(next).isEqualTo(64);
        return raw;
    }

    @Test
    void kdumpsNmiInWords() {
        assertThat(IcrWords.fields(Icr.ofXapic(0x0E00_0000, 0xC00), false))
                .extracting(field -> field.bits() + " " + field.field() + " " + field.text() + " " + field.meaning())
                .containsExactly(
                        "7:0 vector 0x00 ignored for an NMI",
                        "10:8 delivery mode 100 NMI",
                        "11 destination mode 1 logical",
                        "12 delivery status 0 idle",
                        "13 reserved 0 ",
                        "14 level 0 de-assert",
                        "15 trigger mode 0 edge",
                        "17:16 remote-read status 00 invalid",
                        "19:18 destination shorthand 00 none",
                        "31:20 reserved 0x000 ",
                        "55:32 reserved 0x000000 ",
                        "63:56 destination 0x0e logical destination 0x0e");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            0x0E00000000000C00 | NMI to logical destination 0x0e                   | false
            0x0300000000000400 | NMI to APIC id 0x03                               | false
            0x00000000000C0400 | NMI to all excluding self                         | false
            0x01000000000000FD | fixed, vector 253 to APIC id 0x01                 | false
            0x0100000000000699 | start-up, start at 0x99000 to APIC id 0x01        | false
            0x0100000000000303 | remote read, register at 0x030 to APIC id 0x01    | false
            0x0000000000088500 | INIT level de-assert to all including self        | false
            0x0000000F00000400 | NMI to APIC id 0xf                                | true
            0x0001000300000C00 | NMI to bits 0x0003 of cluster 0x1                 | true
            0xFFFFFFFF000000F8 | fixed, vector 248 to everybody                    | true
            """)
    void sentences(String hex, String sentence, boolean x2apic) {
        long raw = Long.parseUnsignedLong(hex.substring(2), 16);
        Icr icr = x2apic ? Icr.ofX2apic(raw) : Icr.ofXapic((int) (raw >>> 32), (int) raw);
        assertThat(IcrWords.sentence(icr, x2apic)).isEqualTo(sentence);
    }
}
