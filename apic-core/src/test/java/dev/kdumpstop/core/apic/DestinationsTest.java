package dev.kdumpstop.core.apic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("whom a destination names (apic-facts 1.7, 1.6 X5, X9, X10)")
class DestinationsTest {
    private static final int FLAT = 0xFFFF_FFFF;
    private static final int CLUSTER = 0x0FFF_FFFF;

    private static Destinations of(ApicGeneration generation) {
        return new Destinations(generation, ApicProfile.SDM);
    }

    private static int hex(String text) {
        return (int) Long.parseLong(text, 16);
    }

    @ParameterizedTest(name = "{0}, {1} bits: every id and every destination")
    @CsvSource({"PENTIUM, 4", "P6, 4", "XAPIC, 8", "XAPIC_NEHALEM, 8", "X2APIC, 8"})
    @DisplayName("1.7: physical: the id, or the broadcast id FH or FFH")
    void physical(ApicGeneration generation, int bits) {
        int broadcast = (1 << bits) - 1;
        for (int id = 0; id <= broadcast; id++) {
            for (int destination = 0; destination < 256; destination++) {
                int meant = destination & broadcast;
                assertThat(of(generation).physical(destination, id << 24))
                        .as("destination %x, id %x", destination, id)
                        .isEqualTo(meant == id || meant == broadcast);
            }
        }
    }

    @Test
    @DisplayName("1.7: logical flat: a common bit; FFH reaches all, those without a bit too")
    void flat() {
        Destinations rules = of(ApicGeneration.XAPIC);
        for (int destination = 0; destination < 256; destination++) {
            for (int id = 0; id < 256; id++) {
                assertThat(rules.logical(destination, id << 24, FLAT))
                        .isEqualTo((destination & id) != 0 || destination == 0xFF);
            }
        }
    }

    @Test
    @DisplayName("1.7: logical cluster: the same cluster and a common member bit; FFH is the broadcast")
    void cluster() {
        Destinations rules = of(ApicGeneration.XAPIC);
        for (int destination = 0; destination < 256; destination++) {
            for (int id = 0; id < 256; id++) {
                boolean sameCluster = destination / 16 == id / 16;
                assertThat(rules.logical(destination, id << 24, CLUSTER))
                        .isEqualTo((sameCluster && (destination % 16 & id % 16) != 0) || destination == 0xFF);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 14})
    @DisplayName("1.7: other models are undefined and match nobody")
    void otherModels(int model) {
        assertThat(of(ApicGeneration.XAPIC).logical(0xFF, 0xFF00_0000, model << 28 | 0x0FFF_FFFF))
                .isFalse();
    }

    @Test
    @DisplayName("1.7: bits 27:0 of the DFR and 23:0 of the LDR mean nothing")
    void reservedBits() {
        assertThat(of(ApicGeneration.XAPIC).logical(0x01, 0x01FF_FFFF, 0xF000_0000))
                .isTrue();
        assertThat(of(ApicGeneration.XAPIC).logical(0x02, 0x01FF_FFFF, 0xF000_0000))
                .isFalse();
        assertThat(of(ApicGeneration.XAPIC).logical(0x12, 0x12FF_FFFF, 0)).isTrue();
    }

    @ParameterizedTest(name = "destination {0}, id {1}: {2}")
    @CsvSource({
        "00000005, 00000005, true",
        "00000005, 00000105, false",
        "000000FF, 00000001, false",
        "000000FF, 000000FF, true",
        "0000FFFF, 00000001, false",
        "FFFFFFFF, 00000001, true",
        "FFFFFFFF, FFFFFFFE, true",
        "80000001, 00000001, false"
    })
    @DisplayName("X5: x2APIC physical: all 32 bits; FFFFFFFFH is the broadcast")
    void x2apicPhysical(String destination, String id, boolean named) {
        assertThat(Destinations.x2apicPhysical(hex(destination), hex(id))).isEqualTo(named);
    }

    @ParameterizedTest(name = "destination {0}, LDR {1}: {2}")
    @CsvSource({
        "00000001, 00000001, true",
        "00000003, 00000002, true",
        "00000002, 00000001, false",
        "00010001, 00000001, false",
        "00010001, 00010001, true",
        "0012000F, 00120008, true",
        "0012FFF7, 00120008, false",
        "00120000, 00120008, false",
        "FFFFFFFF, 00120008, true",
        "FFFF8000, FFFF8000, true",
        "FFFF0001, FFFF8000, false",
        "000000FF, 00010001, false"
    })
    @DisplayName("X10, X5: x2APIC logical: the same cluster and a common member bit; FFFFFFFFH is the broadcast")
    void x2apicLogical(String destination, String ldr, boolean named) {
        assertThat(Destinations.x2apicLogical(hex(destination), hex(ldr))).isEqualTo(named);
    }

    @ParameterizedTest(name = "id {0}: {1}")
    @CsvSource({
        "00, 00000001",
        "0F, 00008000",
        "10, 00010001",
        "1A, 00010400",
        "123, 00120008",
        "FFFFF, FFFF8000",
        // 31:20 are not in the LDR
        "FFF00010, 00010001"
    })
    @DisplayName("X9: the LDR that follows from an x2APIC id: worked values")
    void x2apicLdr(String id, String ldr) {
        assertThat(Destinations.x2apicLdr(hex(id))).isEqualTo(hex(ldr));
    }

    @Test
    @DisplayName("X9, X10: the LDR of an id names that id alone")
    void x2apicLdrIsItsOwn() {
        List<Integer> ids = List.of(0, 1, 0xF, 0x10, 0x11, 0x1F, 0x123, 0xFFF0);
        for (int id : ids) {
            for (int other : ids) {
                assertThat(Destinations.x2apicLogical(Destinations.x2apicLdr(id), Destinations.x2apicLdr(other)))
                        .isEqualTo(id == other);
            }
        }
    }
}
