package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.KernelFeatures;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the i386 drivers program and read, and which machines they take. */
class I386SetupTest {

    static SubArchitecture driver(String name) {
        return name.equals("default") ? new DefaultSubArchitecture() : new BigsmpSubArchitecture();
    }

    @ParameterizedTest(name = "{0}: {1} of {2}, CPU {3}: DFR {4}, LDR {5}")
    @CsvSource({
        "kernel-facts 2.2, default, 2.6.21, 0, FFFFFFFF, 01000000",
        "kernel-facts 2.2, default, 2.6.21, 3, FFFFFFFF, 08000000",
        "kernel-facts 2.2, default, 2.6.22, 7, FFFFFFFF, 80000000",
        "kernel-facts 2.2 (8 bits), default, 2.6.21, 8, FFFFFFFF, 00000000",
        "kernel-facts 6, default, 6.1, 2, FFFFFFFF, 04000000",
        "kernel-facts 2.2, bigsmp, 2.6.21, 0, FFFFFFFF, 00000000",
        "kernel-facts 2.2, bigsmp, 2.6.21, 3, FFFFFFFF, 03000000",
        "kernel-facts 2.2, bigsmp, 2.6.22, 4, FFFFFFFF, 10000000",
        "kernel-facts 2.2, bigsmp, 2.6.21, 11, FFFFFFFF, 23000000",
        "5.10 bigsmp_32.c, bigsmp, 6.1, 3, FFFFFFFF, 00000000",
    })
    void setup(String source, String name, String release, int cpu, String dfr, String ldr) {
        MachineSpec machine = MachineSpec.builder(Architecture.I386, release)
                .apicIds(0, 1, 2, 3, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23)
                .build();
        assertThat(driver(name).apicSetup(machine, CpuId.of(cpu)))
                .isEqualTo(new ApicSetup(
                        OptionalInt.of(Integer.parseUnsignedInt(dfr, 16)),
                        Integer.parseUnsignedInt(ldr, 16),
                        ApicSetup.SVR_ENABLED));
    }

    @ParameterizedTest(name = "{0}: {1} of {2} reads {3}")
    @CsvSource({
        "kernel-facts 2.2 (4-bit ids), default, 2.6.21, ID",
        "kernel-facts 2.2, bigsmp, 2.6.22, ID",
        "2.6.32.9 apic.h, default, 2.6.32, ID VERSION",
        "recording i510-smp12-cpu0-kdump, bigsmp, 5.10, ID",
        "recording i61-smp4-cpu0-kdump, default, 6.1, ID VERSION",
        "recording i61-smp12-cpu0-kdump, bigsmp, 6.1, ID",
        "kernel-facts 6, bigsmp, 6.14, ID",
        "604ea3e90b17 in 6.15, default, 6.15, ''",
    })
    void ownIdRead(String source, String name, String release, String registers) {
        MachineSpec machine =
                MachineSpec.builder(Architecture.I386, release).cpus(4).build();
        assertThat(driver(name).ownIdRead(machine))
                .isEqualTo(
                        registers.isEmpty()
                                ? List.of()
                                : List.of(registers.split(" ")).stream()
                                        .map(register -> new RegisterStep.Read(ApicRegister.valueOf(register)))
                                        .toList());
    }

    @ParameterizedTest(name = "{0}: {1} on {3} CPUs of {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "kernel-facts 2.2, default, 2.6.21, 4, supported",
                "kernel-facts 7: it loses CPUs but runs, default, 2.6.21, 12, supported",
                "kernel-facts 4.2, default, 2.6.38, 4, supported",
                "kernel-facts 6, default, 7.2, 8, supported",
                "kernel-facts 6, default, 6.1, 12, skips the others; the machine has 12",
                "not described, default, 4.19, 4, how 4.19 sends IPIs is not described",
                "not described, default, 2.6.18, 4, is of kernels 2.6.21 and later, not of 2.6.18",
                "kernel-facts 2.2, bigsmp, 2.6.21, 255, supported",
                "kernel-facts 6, bigsmp, 6.14, 12, supported",
                "0abf508675c0, bigsmp, 6.15, 12, removed in 6.15 (commit 0abf508675c0)",
                "kernel-facts 6, bigsmp, 6.19, 12, removed in 6.15 (commit 0abf508675c0)",
            })
    void supports(String source, String name, String release, int cpus, String answer) {
        MachineSpec machine =
                MachineSpec.builder(Architecture.I386, release).cpus(cpus).build();
        assertThat(driver(name).supports(machine).toString()).contains(answer);
    }

    @Test
    @DisplayName("every reason at once")
    void allReasons() {
        MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.19")
                .mode(ApicMode.X2APIC)
                .cpus(4)
                .build();
        assertThat(new BigsmpSubArchitecture().supports(machine).reasons())
                .hasSize(3)
                .anyMatch(reason -> reason.contains("i386 kernel"))
                .anyMatch(reason -> reason.contains("xAPIC mode"))
                .anyMatch(reason -> reason.contains("removed in 6.15"));
    }

    @Test
    @DisplayName("names, features, sources")
    void names() {
        MachineSpec machine =
                MachineSpec.builder(Architecture.I386, "2.6.21").cpus(4).build();
        for (String name : List.of("default", "bigsmp")) {
            SubArchitecture driver = driver(name);
            assertThat(driver.name()).isEqualTo(SubArchitectureName.of("i386/" + name));
            assertThat(driver.id()).isEqualTo("i386/" + name);
            assertThat(driver.kernelFeatures(machine)).isEqualTo(KernelFeatures.USUAL);
            assertThat(driver.summary()).isNotEmpty();
            assertThat(driver.sources()).isNotEmpty();
        }
    }
}
