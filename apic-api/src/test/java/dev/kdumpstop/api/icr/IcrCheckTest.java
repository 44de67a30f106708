package dev.kdumpstop.api.icr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcrCheckTest {
    private static final int EDGE = Icr.LEVEL_ASSERT;
    private static final int LEVEL = Icr.LEVEL_ASSERT | Icr.LEVEL_TRIGGERED;

    private static List<String> found(Icr icr, ApicGeneration generation, boolean x2apic) {
        return IcrCheck.check(icr, generation, x2apic).stream()
                .map(finding -> finding.severity() + " " + finding.message())
                .toList();
    }

    private static boolean invalid(int low, ApicGeneration generation) {
        return IcrCheck.check(Icr.ofXapic(0x0100_0000, low), generation, false).stream()
                .anyMatch(finding -> finding.severity() == IcrFinding.Severity.INVALID);
    }

    /**
     * The tables of valid combinations. A letter for each of Fixed, Lowest priority, SMI, NMI, INIT, Start-up with a legal
     * vector, upper case = valid or valid with a remark, "-" = invalid or undefined.
     */
    @ParameterizedTest(name = "{4}: {0}, shorthand {1}, trigger {2} -> {3}")
    @CsvSource(delimiter = '|', textBlock = """
            XAPIC | NONE               | edge  | FLMNIS | SDM Table 10-3
            XAPIC | NONE               | level | FLMNIS | SDM Table 10-3 (sent as edge)
            XAPIC | SELF               | edge  | F----- | SDM Table 10-3
            XAPIC | SELF               | level | F----- | SDM Table 10-3 (sent as edge)
            XAPIC | ALL_INCLUDING_SELF | edge  | F----- | SDM Table 10-3
            XAPIC | ALL_INCLUDING_SELF | level | F----- | SDM Table 10-3 (sent as edge)
            XAPIC | ALL_EXCLUDING_SELF | edge  | FLMNIS | SDM Table 10-3
            XAPIC | ALL_EXCLUDING_SELF | level | FLMNIS | SDM Table 10-3 (sent as edge)
            P6    | NONE               | edge  | FLMNIS | SDM Table 10-4
            P6    | NONE               | level | FL-NI- | SDM Table 10-4
            P6    | SELF               | edge  | F----- | SDM Table 10-4
            P6    | SELF               | level | F----- | SDM Table 10-4
            P6    | ALL_INCLUDING_SELF | edge  | F----- | SDM Table 10-4
            P6    | ALL_INCLUDING_SELF | level | F----- | SDM Table 10-4
            P6    | ALL_EXCLUDING_SELF | edge  | FLMNIS | SDM Table 10-4
            P6    | ALL_EXCLUDING_SELF | level | FL-NI- | SDM Table 10-4
            """)
    void validCombinations(
            ApicGeneration generation, Shorthand shorthand, String trigger, String valid, String source) {
        StringBuilder result = new StringBuilder();
        List<DeliveryMode> modes = List.of(
                DeliveryMode.FIXED,
                DeliveryMode.LOWEST_PRIORITY,
                DeliveryMode.SMI,
                DeliveryMode.NMI,
                DeliveryMode.INIT,
                DeliveryMode.STARTUP);
        for (int i = 0; i < modes.size(); i++) {
            DeliveryMode mode = modes.get(i);
            int low = mode.code() << 8
                    | shorthand.code() << 18
                    | (trigger.equals("edge") ? EDGE : LEVEL)
                    | (mode.usesVector() ? 0x80 : 0);
            result.append(invalid(low, generation) ? '-' : "FLMNIS".charAt(i));
        }
        assertThat(result.toString()).isEqualTo(valid);
        assertThat(source).startsWith("SDM");
    }

    /** One rule a row. "high:low" in hexadecimal is the raw value; an empty expectation means nothing to say. */
    @ParameterizedTest(name = "{4}: {1} on {0} -> {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            XAPIC   | 01000000:000040FD |         |                                                          | SDM 10.6.1
            P6      | 01000000:000000FD |         |                                                          | SDM 10.6.1
            XAPIC   | 01000000:000000FD | NOTE    | level 0 is sent as 1                                     | SDM 10.6.1
            XAPIC   | 01000000:0000C0FD | NOTE    | trigger 'level' is sent as edge; AMD permits it          | SDM 10.6.1, Table 10-3; LKML June 2021 (apic-facts 1.5)
            XAPIC   | 01000000:00000500 | NOTE    | level 0 is sent as 1; Hyper-V does not start a CPU without the bit | SDM 10.6.1; nanovms/nanos PR 1529 (apic-facts 1.5)
            P6      | 01000000:0000C0FD | NOTE    | level trigger with level 1 is treated as edge            | SDM 10.6.1, Table 10-4
            P6      | 01000000:000080FD | NOTE    | level trigger with level 0: the command is dropped       | SDM 10.6.1, Table 10-4
            P6      | 01000000:00008500 | NOTE    | INIT level de-assert: goes to every APIC                 | SDM 10.6.1
            XAPIC   | 01000000:00008500 | INVALID | INIT level de-assert is not supported                    | SDM 10.6.1
            XAPIC   | 01000000:0000430F | INVALID | delivery mode 011                                        | SDM 10.6.1
            P6      | 01000000:0000030F | INVALID | delivery mode 011                                        | SDM 10.6.1
            PENTIUM | 01000000:0000030F |         |                                                          | apic-facts 1.5
            XAPIC   | 01000000:00004700 | INVALID | delivery mode 111 is reserved                            | SDM 10.6.1
            XAPIC   | 01000000:00006080 | NOTE    | reserved bits 0x00002000 (13, 31:20) of the low word     | SDM 10.6.1
            XAPIC   | 01000000:80104080 | NOTE    | reserved bits 0x80100000 (13, 31:20) of the low word     | SDM 10.6.1
            XAPIC   | 01000001:00004080 | NOTE    | reserved bits 0x00000001 (23:0) of the high word         | SDM 10.6.1
            XAPIC   | 01000000:00005080 | NOTE    | delivery status is read-only                             | SDM 10.6.1
            XAPIC   | 01000000:00014080 | NOTE    | bits 17:16 (remote-read status of 82489DX and Pentium) are reserved | SDM 10.6.1
            PENTIUM | 01000000:00030080 | NOTE    | remote-read status 3 is reserved                         | apic-facts 1.5
            PENTIUM | 01000000:00020080 | NOTE    | remote-read status is for reading                        | apic-facts 1.5
            XAPIC   | 01000000:0000400F | INVALID | vector 15 is illegal (0 to 15)                           | SDM 10.5.2, 10.5.3
            XAPIC   | 01000000:00004010 | NOTE    | vector 16 is legal for the APIC                          | SDM 10.5.2, 10.5.3
            XAPIC   | 01000000:0000401F | NOTE    | vector 31 is legal for the APIC                          | SDM 10.5.2, 10.5.3
            XAPIC   | 01000000:00004020 |         |                                                          | SDM 10.5.2
            P6      | 01000000:00000100 | INVALID | vector 0 is illegal (0 to 15)                            | SDM 10.5.2, 10.5.3
            XAPIC   | 01000000:00004402 | NOTE    | the vector of an NMI is ignored                          | SDM 10.6.1
            XAPIC   | 01000000:00004201 | NOTE    | the vector of SMI should be 0                            | SDM 10.6.1
            XAPIC   | 01000000:00004501 | NOTE    | the vector of INIT should be 0                           | SDM 10.6.1
            XAPIC   | 01000000:00004600 |         |                                                          | SDM 10.6.1
            XAPIC   | 01000000:00004180 | NOTE    | whether software can send with lowest priority           | SDM 10.5.3, 10.6.2.4
            XAPIC   | 00000000:000C4180 | NOTE    | lowest priority to all excluding self is model specific  | SDM 10.6.1, Table 10-3
            XAPIC   | 00000000:000C4400 |         |                                                          | SDM 10.6.2.3
            XAPIC   | 01000000:000C4400 | NOTE    | with a shorthand the destination and its mode            | SDM 10.6.1, 10.6.2.3
            XAPIC   | 00000000:000C4C00 | NOTE    | with a shorthand the destination and its mode            | SDM 10.6.1, 10.6.2.3
            XAPIC   | FF000000:00004080 | NOTE    | physical destination FFH is everybody                    | SDM 10.6.2.1
            P6      | 0F000000:00000080 | NOTE    | physical destination FH is everybody                     | SDM 10.6.2.1
            XAPIC   | 0F000000:00004080 |         |                                                          | SDM 10.6.2.1
            P6      | 13000000:00000080 | NOTE    | ids have 4 bits on this part                             | SDM 10.6.2.1
            P6      | 0F000000:00000180 | INVALID | lowest priority to everybody in physical mode            | SDM 10.6.2.1
            XAPIC   | FF000000:00004180 | INVALID | lowest priority to everybody in physical mode            | SDM 10.6.2.1
            XAPIC   | FF000000:00004880 | NOTE    | logical destination FFH is everybody                     | SDM 10.6.2.2
            P6      | FF000000:00000980 | NOTE    | lowest priority to everybody is not allowed in the cluster model | SDM 10.6.2.2
            XAPIC   | 00000000:00004C00 | NOTE    | logical destination 0 matches nobody                     | SDM 10.6.2.2
            """)
    void xapicRules(ApicGeneration generation, String raw, String severity, String message, String source) {
        Icr icr = Icr.ofXapic(
                Integer.parseUnsignedInt(raw.substring(0, 8), 16), Integer.parseUnsignedInt(raw.substring(9), 16));
        List<IcrFinding> findings = IcrCheck.check(icr, generation, false);
        if (severity == null) {
            assertThat(findings).isEmpty();
            return;
        }
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.severity()).hasToString(severity);
            assertThat(finding.message()).startsWith(message);
            assertThat(finding.source()).isEqualTo(source);
        });
    }

    @ParameterizedTest(name = "{3}: {0} -> {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            0000000100004080 |         |                                            | SDM 10.12.9
            00000001000C4400 | NOTE    | with a shorthand the destination           | SDM 10.6.1, 10.6.2.3
            0000000100005080 | NOTE    | bit 12 is set: there is no delivery status | x2APIC specification 2.4.3; apic-facts 1.6 X2
            0000000100006080 | INVALID | reserved bits 0x00002000                   | SDM 10.12.1.3; apic-facts 1.6 X3
            0000000100104080 | INVALID | reserved bits 0x00100000                   | SDM 10.12.1.3; apic-facts 1.6 X3
            0000000100014080 | INVALID | bits 17:16 are reserved                    | SDM 10.12.1.3; apic-facts 1.6 X3
            0000000100004180 | INVALID | lowest priority is reserved in x2APIC mode | SDM 10.5.3; apic-facts 1.6 X7
            FFFFFFFF00004400 | NOTE    | destination FFFFFFFFH is everybody         | SDM 10.12.9
            FFFFFFFF00004C00 | NOTE    | destination FFFFFFFFH is everybody         | SDM 10.12.9
            000000FF00004400 |         |                                            | SDM 10.12.9
            0001000000004C00 | NOTE    | a logical destination without a bit        | SDM 10.12.10.1
            000000010000400E | INVALID | vector 14 is illegal                       | SDM 10.5.2, 10.5.3
            """)
    void x2apicRules(String raw, String severity, String message, String source) {
        List<IcrFinding> findings =
                IcrCheck.check(Icr.ofX2apic(Long.parseUnsignedLong(raw, 16)), ApicGeneration.X2APIC, true);
        if (severity == null) {
            assertThat(findings).isEmpty();
            return;
        }
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.severity()).hasToString(severity);
            assertThat(finding.message()).startsWith(message);
            assertThat(finding.source()).isEqualTo(source);
        });
    }

    @Test
    void whatLinuxSendsIsValid() {
        for (int low : new int[] {0xC00, 0x400, 0x8FC, 0xFD, 0xC08FB, 0x808FC, 0x400FC, 0xC0400}) {
            for (ApicGeneration generation : ApicGeneration.values()) {
                assertThat(invalid(low, generation))
                        .as("0x%x on %s", low, generation)
                        .isFalse();
            }
        }
        assertThat(found(Icr.ofX2apic(0x0001_0003_0000_0C00L), ApicGeneration.X2APIC, true))
                .containsExactly("NOTE level 0 is sent as 1");
    }

    @Test
    void everyLowWordIsJudgedWithoutAnError() {
        List<String> without = new ArrayList<>();
        for (int low = 0; low < 1 << 20; low += 3) {
            for (IcrFinding finding : IcrCheck.check(Icr.ofXapic(0, low), ApicGeneration.XAPIC, false)) {
                if (finding.source().isBlank() || finding.message().isBlank()) {
                    without.add(Integer.toHexString(low));
                }
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void anXapicWordHasNoWideDestination() {
        Icr wide = Icr.of(0x80, DeliveryMode.FIXED, DestinationMode.PHYSICAL, Shorthand.NONE, 0x100);
        assertThat(found(wide, ApicGeneration.X2APIC, false))
                .contains("INVALID destination 0x00000100 does not fit in the 8 bits of the high word");
    }

    @Test
    void x2apicModeNeedsAPartThatHasIt() {
        assertThatThrownBy(() -> IcrCheck.check(Icr.ofX2apic(0x400), ApicGeneration.P6, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("P6");
    }
}
