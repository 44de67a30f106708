package dev.kdumpstop.evidence.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands before the kernel's words. */
class LogTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x2apic enabled",
                "[    0.123456] x2apic enabled",
                "[    0.123456][    T0] x2apic enabled",
                "[    0.123456] [    T0] x2apic enabled",
                "[12345.678901] x2apic enabled   ",
                "<6>x2apic enabled",
                "<6>[    0.123456] x2apic enabled",
                "6,339,5140900,-;x2apic enabled",
                "6,339,5140900,-,caller=T0;x2apic enabled",
                "[Wed Apr 25 10:11:12 2007] x2apic enabled",
                "kern  :info  : [    0.123456] x2apic enabled",
                "Apr 25 10:11:12 box kernel: x2apic enabled",
                "Apr  5 10:11:12 box kernel: [    0.123456] x2apic enabled",
                "Apr 25 10:11:12 box kernel[1]: <6>[    0.123456] x2apic enabled",
                "Nov  7 08:37:41 box x2apic enabled",
                "2024-05-03T07:11:02.000100+0200 box kernel: x2apic enabled",
                "2024-05-03 07:11:02,123 box kernel: [    0.123456] x2apic enabled",
                "[2024-05-03 07:11:02] [    0.123456] x2apic enabled",
                "> > [    0.123456] x2apic enabled",
                "\u001b[0;32m[    0.123456]\u001b[0m x2apic enabled\r",
                "box kernel: x2apic enabled",
                "touko 05 09:18:59 box kernel: x2apic enabled",
            })
    void isTaken(String line) {
        assertThat(LogText.lines(line)).containsExactly("x2apic enabled");
    }

    @Test
    void linesThatRunTogetherAreParted() {
        assertThat(LogText.lines("[    0.100000] APIC: Switch to sym[    0.100001] x2apic enabled\r[    0.2] ok"))
                .containsExactly("APIC: Switch to sym", "x2apic enabled", "ok");
    }

    @Test
    void levelsInTheMiddleAreTaken() {
        assertThat(LogText.lines("OEM ID: OEM00000 <6>Product ID: PROD00000000 <6>APIC at: 0xFEE00000"))
                .containsExactly("OEM ID: OEM00000 Product ID: PROD00000000 APIC at: 0xFEE00000");
    }

    @Test
    void aHypervisorsLinesAreNotTheKernels() {
        assertThat(LogText.lines("(XEN) ACPI: LAPIC (acpi_id[0x00] lapic_id[0x00] enabled)"))
                .containsExactly("(XEN) ACPI: LAPIC (acpi_id[0x00] lapic_id[0x00] enabled)");
    }
}
