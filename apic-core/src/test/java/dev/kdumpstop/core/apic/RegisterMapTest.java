package dev.kdumpstop.core.apic;

import static dev.kdumpstop.api.machine.ApicGeneration.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.core.apic.RegisterMap.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("register map of each generation and mode (apic-facts 1.4, access rules 1.2 and 1.6 X3, X6, X8)")
class RegisterMapTest {
    private static final int VERSION = 0x5_0014;
    private static final int EOI_SUPPRESSION = 1 << 24;
    private static final int SLOTS = 0x40;

    private static RegisterMap map(ApicGeneration generation) {
        return map(generation, ApicProfile.SDM);
    }

    private static RegisterMap map(ApicGeneration generation, ApicProfile profile) {
        return new RegisterMap(generation, profile, VERSION);
    }

    private static int hex(String text) {
        return (int) HexFormat.fromHexDigitsToLong(text);
    }

    /** One row: which slots, access in xAPIC mode by generation (PENTIUM .. X2APIC), access in x2APIC mode, value after RESET. */
    private record Row(int first, int last, Access[] xapic, Access x2apic, int reset) {}

    private static final Map<String, Access> ACCESS =
            Map.of("-", Access.NONE, "RO", Access.READ, "WO", Access.WRITE, "RW", Access.BOTH);

    private static final List<Row> TABLE = rows(
            // slots  | Pentium P6 xAPIC Nehalem x2APIC | x2APIC mode | RESET
            "020      | RW RW RW RO RO | RO | 00000000",
            "030      | RO RO RO RO RO | RO | 00000000",
            "080      | RW RW RW RW RW | RW | 00000000",
            "090      | RO RO RO RO RO | -  | 00000000",
            "0A0      | RO RO RO RO RO | RO | 00000000",
            "0B0      | WO WO WO WO WO | WO | 00000000",
            "0C0      | RO RO RO RO RO | -  | 00000000",
            "0D0      | RW RW RW RW RW | RO | 00000000",
            "0E0      | RW RW RW RW RW | -  | FFFFFFFF",
            "0F0      | RW RW RW RW RW | RW | 000000FF",
            "100-170  | RO RO RO RO RO | RO | 00000000",
            "180-1F0  | RO RO RO RO RO | RO | 00000000",
            "200-270  | RO RO RO RO RO | RO | 00000000",
            "280      | RW RW RW RW RW | RW | 00000000",
            "2F0      | -  -  -  RW RW | RW | 00010000",
            "300      | RW RW RW RW RW | RW | 00000000",
            "310      | RW RW RW RW RW | -  | 00000000",
            "320      | RW RW RW RW RW | RW | 00010000",
            "330      | -  -  RW RW RW | RW | 00010000",
            "340      | -  RW RW RW RW | RW | 00010000",
            "350      | RW RW RW RW RW | RW | 00010000",
            "360      | RW RW RW RW RW | RW | 00010000",
            "370      | RW RW RW RW RW | RW | 00010000",
            "380      | RW RW RW RW RW | RW | 00000000",
            "390      | RO RO RO RO RO | RO | 00000000",
            "3E0      | RW RW RW RW RW | RW | 00000000",
            "3F0      | -  -  -  -  -  | WO | 00000000");

    private static List<Row> rows(String... lines) {
        List<Row> rows = new ArrayList<>();
        for (String line : lines) {
            String[] cells = line.split("\\|");
            String[] slots = cells[0].trim().split("-");
            Access[] xapic =
                    Arrays.stream(cells[1].trim().split(" +")).map(ACCESS::get).toArray(Access[]::new);
            rows.add(new Row(
                    hex(slots[0]),
                    hex(slots[slots.length - 1]),
                    xapic,
                    ACCESS.get(cells[2].trim()),
                    hex(cells[3].trim())));
        }
        return rows;
    }

    /** The rows by slot; what has no row is reserved. */
    private static Map<Integer, Row> bySlot() {
        Map<Integer, Row> slots = new HashMap<>();
        for (Row row : TABLE) {
            for (int offset = row.first; offset <= row.last; offset += 0x10) {
                slots.put(offset >> 4, row);
            }
        }
        return slots;
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.4: which slots exist in xAPIC mode, and what may be done with them")
    void xapicAccess(ApicGeneration generation) {
        for (int slot = 0; slot < SLOTS; slot++) {
            Row row = bySlot().get(slot);
            assertThat(map(generation).xapic(slot << 4))
                    .as("offset %03xH", slot << 4)
                    .isEqualTo(row == null ? Access.NONE : row.xapic[generation.ordinal()]);
        }
    }

    @Test
    @DisplayName("1.4: which MSRs exist in x2APIC mode, and what may be done with them")
    void x2apicAccess() {
        for (int slot = 0; slot < SLOTS; slot++) {
            Row row = bySlot().get(slot);
            assertThat(map(X2APIC).x2apic(slot << 4))
                    .as("MSR %xH", 0x800 + slot)
                    .isEqualTo(row == null ? Access.NONE : row.x2apic);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.4: what RESET leaves; a slot that does not exist holds nothing")
    void resetValues(ApicGeneration generation) {
        for (int slot = 0; slot < SLOTS; slot++) {
            Row row = bySlot().get(slot);
            boolean exists = row != null && row.xapic[generation.ordinal()] != Access.NONE;
            assertThat(map(generation).reset(slot << 4))
                    .as("offset %03xH", slot << 4)
                    .isEqualTo(exists ? row.reset : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-0x10, 0x024, 0x0F8, 0x301, 0x400, 0x1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    @DisplayName("1.2: bytes 4 to 15 of a slot, and what is beyond the slots, is nothing")
    void noSlot(int offset) {
        assertThat(map(X2APIC).xapic(offset)).isEqualTo(Access.NONE);
        assertThat(map(X2APIC).x2apic(offset)).isEqualTo(Access.NONE);
    }

    @ParameterizedTest(name = "{0}: reads {1}, writes {2}")
    @CsvSource({"NONE, false, false", "READ, true, false", "WRITE, false, true", "BOTH, true, true"})
    void access(Access access, boolean reads, boolean writes) {
        assertThat(access.reads()).isEqualTo(reads);
        assertThat(access.writes()).isEqualTo(writes);
    }

    @ParameterizedTest(name = "{0}: LVT entries {1}, Max LVT as in the version register")
    @CsvSource(
            delimiter = '|',
            value = {
                "PENTIUM       | LVT_TIMER LVT_LINT0 LVT_LINT1 LVT_ERROR",
                "P6            | LVT_TIMER LVT_PERF LVT_LINT0 LVT_LINT1 LVT_ERROR",
                "XAPIC         | LVT_TIMER LVT_THERMAL LVT_PERF LVT_LINT0 LVT_LINT1 LVT_ERROR",
                "XAPIC_NEHALEM | LVT_CMCI LVT_TIMER LVT_THERMAL LVT_PERF LVT_LINT0 LVT_LINT1 LVT_ERROR",
                "X2APIC        | LVT_CMCI LVT_TIMER LVT_THERMAL LVT_PERF LVT_LINT0 LVT_LINT1 LVT_ERROR"
            })
    @DisplayName("1.1, 1.4: entries of the local vector table")
    void lvt(ApicGeneration generation, String names) {
        List<String> entries = new ArrayList<>();
        for (ApicRegister register : ApicRegister.values()) {
            if (map(generation).isLvt(register.offset())) {
                entries.add(register.name());
            }
        }
        assertThat(entries).containsExactly(names.split(" "));
        assertThat(entries).hasSize(generation.maxLvt() + 1);
        assertThat(RegisterMap.LVT).extracting(Enum::name).containsAll(entries);
    }

    // --- writable bits
    // ------------------------------------------------------------------------------------------------

    /** By register: bits that a write changes on PENTIUM, P6, XAPIC, XAPIC_NEHALEM, X2APIC; bits that always read as 1. */
    @ParameterizedTest(name = "{0}: {1}, always 1: {2} on a 3-wire bus, {3} elsewhere")
    @CsvSource(
            delimiter = '|',
            value = {
                "ID                  | 0F000000 0F000000 FF000000 00000000 00000000 | 0        | 0",
                "VERSION             | 0        0        0        0        0        | 0        | 0",
                "TPR                 | FF       FF       FF       FF       FF       | 0        | 0",
                "APR                 | 0        0        0        0        0        | 0        | 0",
                "PPR                 | 0        0        0        0        0        | 0        | 0",
                "REMOTE_READ         | 0        0        0        0        0        | 0        | 0",
                "LDR                 | FF000000 FF000000 FF000000 FF000000 FF000000 | 0        | 0",
                "DFR                 | F0000000 F0000000 F0000000 F0000000 F0000000 | 0FFFFFFF | 0FFFFFFF",
                // 7:4 vector (3:0 hardwired on 3-wire parts, C5), 8 enable, 9 focus on 3-wire parts only
                "SVR                 | 3F0      3F0      1FF      1FF      1FF      | F        | 0",
                "ISR                 | 0        0        0        0        0        | 0        | 0",
                "ESR                 | 0        0        0        0        0        | 0        | 0",
                // all but delivery status, and remote read status where there is one
                "ICR                 | FFFCEFFF FFFCEFFF FFFFEFFF FFFFEFFF FFFFEFFF | 0        | 0",
                "ICR2                | FF000000 FF000000 FF000000 FF000000 FF000000 | 0        | 0",
                // vector, mask, mode (periodic); TSC deadline with x2APIC
                "LVT_TIMER           | 300FF    300FF    300FF    300FF    700FF    | 0        | 0",
                // vector, delivery mode, mask
                "LVT_CMCI            | 0        0        0        107FF    107FF    | 0        | 0",
                "LVT_THERMAL         | 0        0        107FF    107FF    107FF    | 0        | 0",
                "LVT_PERF            | 0        107FF    107FF    107FF    107FF    | 0        | 0",
                // the same, polarity and trigger
                "LVT_LINT0           | 1A7FF    1A7FF    1A7FF    1A7FF    1A7FF    | 0        | 0",
                "LVT_LINT1           | 1A7FF    1A7FF    1A7FF    1A7FF    1A7FF    | 0        | 0",
                "LVT_ERROR           | 100FF    100FF    100FF    100FF    100FF    | 0        | 0",
                "TIMER_INITIAL_COUNT | FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF | 0        | 0",
                "TIMER_DIVIDE        | B        B        B        B        B        | 0        | 0"
            })
    @DisplayName("1.4, 1.5, 1.10: which bits a write changes, and which it cannot")
    void writableBits(ApicRegister register, String masks, String onesOnBus, String ones) {
        String[] mask = masks.trim().split(" +");
        for (ApicGeneration generation : ApicGeneration.values()) {
            int writable = hex(mask[generation.ordinal()]);
            int one = hex((generation.hasApicBus() ? onesOnBus : ones).trim());
            RegisterMap map = map(generation);
            for (int old : new int[] {0, -1, 0x5A5A_5A5A}) {
                for (int value : new int[] {0, -1, 0x0F0F_0F0F, 0xF0F0_F0F0}) {
                    assertThat(map.written(register.offset(), old, value))
                            .as("%s: %08x over %08x", generation, value, old)
                            .isEqualTo((old & ~writable) | (value & writable) | one);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}: bit 12 with version bit 24: {1}")
    @EnumSource
    @DisplayName("1.10: SVR bit 12 exists where version bit 24 says so")
    void eoiSuppression(ApicGeneration generation) {
        int svr = ApicRegister.SVR.offset();
        RegisterMap with = new RegisterMap(generation, ApicProfile.SDM, VERSION | EOI_SUPPRESSION);
        assertThat(with.written(svr, 0, 0x1000) & 0x1000).isEqualTo(0x1000);
        assertThat(map(generation).written(svr, 0, 0x1000) & 0x1000).isZero();
        assertThat(with.faults(svr, 0x1000)).isFalse();
        assertThat(map(generation).faults(svr, 0x1000)).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"PENTIUM, false", "P6, true", "XAPIC, true", "XAPIC_NEHALEM, true", "X2APIC, true"})
    @DisplayName("1.11: ESR bit 7, illegal register, is of P6 and later")
    void recordsIllegalRegister(ApicGeneration generation, boolean records) {
        assertThat(map(generation).recordsIllegalRegister()).isEqualTo(records);
    }

    // --- x2APIC #GP
    // ---------------------------------------------------------------------------------------------------

    /** By register: bits of 31:0 that may be written as 1. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "TPR, FF",
        "EOI, 0",
        "SVR, 1FF",
        "ESR, 0",
        // status bits are read-only, not reserved
        "LVT_CMCI, 117FF",
        "LVT_TIMER, 710FF",
        "LVT_THERMAL, 117FF",
        "LVT_PERF, 117FF",
        "LVT_LINT0, 1F7FF",
        "LVT_LINT1, 1F7FF",
        "LVT_ERROR, 110FF",
        "TIMER_INITIAL_COUNT, FFFFFFFF",
        "TIMER_DIVIDE, B",
        "SELF_IPI, FF",
        // 31:20, 17:16 and 13 are reserved; bit 12 is ignored (X2, X3)
        "ICR, 000CDFFF"
    })
    @DisplayName("X3, X6, X8: WRMSR with a reserved bit set raises #GP; 63:32 are reserved everywhere but in the ICR")
    void reservedBitsFault(ApicRegister register, String defined) {
        RegisterMap map = map(X2APIC);
        for (int bit = 0; bit < 64; bit++) {
            boolean allowed = bit < 32 ? (hex(defined) >>> bit & 1) != 0 : register == ApicRegister.ICR;
            assertThat(map.faults(register.offset(), 1L << bit))
                    .as("bit %d", bit)
                    .isEqualTo(!allowed);
        }
        assertThat(map.faults(register.offset(), 0)).isFalse();
    }
}
