package dev.kdumpstop.core.apic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("IA32_APIC_BASE: modes, their transitions and reserved bits (apic-facts 1.3)")
class ApicBaseTest {
    private static final long PAGE = 0xFEE0_0000L;

    private static long base(String mode) {
        return PAGE
                | switch (mode) {
                    case "disabled" -> 0;
                    case "xAPIC" -> 0x800;
                    case "x2APIC" -> 0xC00;
                    case "invalid" -> 0x400;
                    default -> throw new IllegalArgumentException(mode);
                };
    }

    @ParameterizedTest(name = "{0} to {1}: #GP {2}")
    @CsvSource({
        "disabled, disabled, false",
        "disabled, xAPIC,    false",
        "disabled, x2APIC,   true",
        "disabled, invalid,  true",
        "xAPIC,    disabled, false",
        "xAPIC,    xAPIC,    false",
        "xAPIC,    x2APIC,   false",
        "xAPIC,    invalid,  true",
        "x2APIC,   disabled, false",
        "x2APIC,   xAPIC,    true",
        "x2APIC,   x2APIC,   false",
        "x2APIC,   invalid,  true"
    })
    @DisplayName("1.3: transitions between modes")
    void transitions(String from, String to, boolean faults) {
        assertThat(ApicBase.faults(ApicGeneration.X2APIC, base(from), base(to))).isEqualTo(faults);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.3: bits 7:0, 9 and those above 35 are reserved; bit 10 is on parts without x2APIC")
    void reservedBits(ApicGeneration generation) {
        for (int bit = 0; bit < 64; bit++) {
            boolean defined = bit == 8
                    || bit == 11
                    || (bit >= 12 && bit < 36)
                    || (bit == 10 && generation == ApicGeneration.X2APIC);
            assertThat(ApicBase.faults(generation, base("xAPIC"), base("xAPIC") | 1L << bit))
                    .as("bit %d", bit)
                    .isEqualTo(!defined);
        }
        assertThat(ApicBase.faults(generation, base("xAPIC"), base("x2APIC")))
                .isEqualTo(generation != ApicGeneration.X2APIC);
    }

    @Test
    @DisplayName("1.3: RESET leaves it on in xAPIC mode at FEE00000H; bit 8 is set for the boot CPU")
    void reset() {
        assertThat(ApicBase.reset(true)).isEqualTo(0xFEE0_0900L);
        assertThat(ApicBase.reset(false)).isEqualTo(0xFEE0_0800L);
    }

    @ParameterizedTest(name = "{0}: on {1}, x2APIC {2}")
    @CsvSource({"disabled, false, false", "xAPIC, true, false", "x2APIC, true, true", "invalid, false, false"})
    @DisplayName("1.3: what the bits say")
    void modes(String mode, boolean on, boolean x2apic) {
        assertThat(ApicBase.isEnabled(base(mode))).isEqualTo(on);
        assertThat(ApicBase.isX2apic(base(mode))).isEqualTo(x2apic);
    }

    @ParameterizedTest(name = "{0} to {1}: turned on {2}")
    @CsvSource({
        "disabled, xAPIC, true",
        "disabled, disabled, false",
        "xAPIC, xAPIC, false",
        "xAPIC, x2APIC, false",
        "xAPIC, disabled, false"
    })
    @DisplayName("1.3: EN from 0 to 1 turns it on")
    void turnsOn(String from, String to, boolean on) {
        assertThat(ApicBase.turnsOn(base(from), base(to))).isEqualTo(on);
    }
}
