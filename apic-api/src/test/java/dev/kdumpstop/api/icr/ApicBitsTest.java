package dev.kdumpstop.api.icr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.subarch.ApicSetup;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The constants of kernel-facts section 3 that are not the ICR's. */
class ApicBitsTest {
    private static final Map<String, Integer> BITS = new TreeMap<>(Map.ofEntries(
            Map.entry("SPIV enable", ApicBits.SVR_ENABLE),
            Map.entry("SPIV focus disable", ApicBits.SVR_FOCUS_DISABLE),
            Map.entry("LVT masked", ApicBits.LVT_MASKED),
            Map.entry("ESR send checksum", ApicBits.ESR_SEND_CHECKSUM),
            Map.entry("ESR receive checksum", ApicBits.ESR_RECEIVE_CHECKSUM),
            Map.entry("ESR send accept", ApicBits.ESR_SEND_ACCEPT),
            Map.entry("ESR receive accept", ApicBits.ESR_RECEIVE_ACCEPT),
            Map.entry("ESR send illegal vector", ApicBits.ESR_SEND_ILLEGAL_VECTOR),
            Map.entry("ESR receive illegal vector", ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR),
            Map.entry("ESR illegal register", ApicBits.ESR_ILLEGAL_REGISTER),
            Map.entry("IA32_APIC_BASE x2APIC", ApicBits.BASE_X2APIC),
            Map.entry("IA32_APIC_BASE enable", ApicBits.BASE_ENABLE),
            Map.entry("MMIO base", ApicBits.DEFAULT_BASE),
            Map.entry("DFR flat", ApicSetup.DFR_FLAT),
            Map.entry("DFR cluster", ApicSetup.DFR_CLUSTER)));

    @ParameterizedTest(name = "kernel-facts 3: {0} is {1}")
    @CsvSource({
        "SPIV enable, 0x100",
        "SPIV focus disable, 0x200",
        "LVT masked, 0x10000",
        "ESR send checksum, 0x01",
        "ESR receive checksum, 0x02",
        "ESR send accept, 0x04",
        "ESR receive accept, 0x08",
        "ESR send illegal vector, 0x20",
        "ESR receive illegal vector, 0x40",
        "ESR illegal register, 0x80",
        "IA32_APIC_BASE x2APIC, 0x400",
        "IA32_APIC_BASE enable, 0x800",
        "MMIO base, 0xFEE00000",
        "DFR flat, 0xFFFFFFFF",
        "DFR cluster, 0x0FFFFFFF",
    })
    void constant(String name, String value) {
        assertThat(BITS).containsEntry(name, Integer.parseUnsignedInt(value.substring(2), 16));
    }

    @Test
    @DisplayName("kernel-facts 3: LDR and the ICR2 field are bits 31-24; the xAPIC broadcast is BAD_APICID 0xFF")
    void fields() {
        assertThat(ApicSetup.xapic(ApicSetup.DFR_FLAT, 0xAB).ldr()).isEqualTo(0xAB << 24);
        assertThat(Icr.ofXapic(0xAB00_0000, 0).destination()).isEqualTo(0xAB);
        assertThat(ApicGeneration.XAPIC.broadcastId()).isEqualTo(0xFF);
        assertThat(ApicGeneration.P6.broadcastId()).isEqualTo(0xF);
    }
}
