package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's choice, and that the plug-ins are found. */
class I386SelectorTest {
    private static final SubArchitectures INSTALLED = Machines.INSTALLED;
    private static final I386Selector SELECTOR = new I386Selector();

    private static Firmware oem(String oem, String table, String product, boolean oemTablePointer) {
        return new Firmware(0, false, false, oem, table, product, oemTablePointer, "", "");
    }

    private static Firmware es7000(String oem1, String dsdt, int entries) {
        return Firmware.plain().withMarks(FirmwareMarks.none().withEs7000(oem1, dsdt, entries));
    }

    private static MachineSpec.Builder kernel(String release, int cpus) {
        return MachineSpec.builder(Architecture.I386, release).cpus(cpus);
    }

    static Stream<Arguments> choices() {
        Firmware dl760 = Firmware.plain().withBios("HP", "P44-");
        Firmware dl740 = Firmware.plain().withBios("HP", "P47-");
        return Stream.of(
                Arguments.of("2.2: 4 CPUs", kernel("2.6.21", 4), "default"),
                Arguments.of("2.2: 8 CPUs", kernel("2.6.21", 8), "default"),
                Arguments.of("2.2: 9 CPUs, Intel xAPIC", kernel("2.6.21", 9), "bigsmp"),
                Arguments.of(
                        "2.2: 9 CPUs, Intel, version 0x13", kernel("2.6.21", 9).apicVersion(0x13), "default"),
                Arguments.of("2.2: 9 CPUs, P6", kernel("2.6.22", 9).generation(ApicGeneration.P6), "default"),
                Arguments.of(
                        "2.2: 9 CPUs, AMD, whatever the version",
                        kernel("2.6.22", 9).vendor(CpuVendor.AMD).apicVersion(0x10),
                        "bigsmp"),
                Arguments.of("2.2: 9 CPUs, other vendor", kernel("2.6.21", 9).vendor(CpuVendor.OTHER), "default"),
                Arguments.of("2.2: DL760 G2", kernel("2.6.21", 4).firmware(dl760), "bigsmp"),
                Arguments.of("2.2: DL740", kernel("2.6.22", 4).firmware(dl740), "bigsmp"),
                Arguments.of(
                        "2.2: another HP",
                        kernel("2.6.21", 4).firmware(Firmware.plain().withBios("HP", "P50-")),
                        "default"),
                Arguments.of("2.2: apic=bigsmp", kernel("2.6.21", 4).boot(BootOptions.parse("apic=bigsmp")), "bigsmp"),
                Arguments.of(
                        "2.2: apic=default wins over the count",
                        kernel("2.6.21", 12).boot(BootOptions.parse("apic=default")),
                        "default"),
                Arguments.of(
                        "2.2: apic=debug names no driver",
                        kernel("2.6.21", 12).boot(BootOptions.parse("apic=debug")),
                        "bigsmp"),
                Arguments.of(
                        "2.2: summit by MP table",
                        kernel("2.6.21", 4).firmware(oem("IBM ENSW", "", "VIGIL SMP", false)),
                        "summit"),
                Arguments.of(
                        "2.2: summit by MADT",
                        kernel("2.6.21", 12).firmware(oem("IBM", "SERVIGIL", "", false)),
                        "summit"),
                Arguments.of("2.2: apic=summit", kernel("2.6.21", 4).boot(BootOptions.parse("apic=summit")), "summit"),
                Arguments.of(
                        "2.2: es7000 by MP table", kernel("2.6.21", 4).firmware(oem("UNISYS", "", "", true)), "es7000"),
                Arguments.of(
                        "2.2: UNISYS without an OEM table",
                        kernel("2.6.21", 4).firmware(oem("UNISYS", "", "", false)),
                        "default"),
                Arguments.of(
                        "2.2: es7000, but only 1 entry can be read",
                        kernel("2.6.21", 4)
                                .firmware(oem("UNISYS", "", "", true)
                                        .withMarks(FirmwareMarks.none().withEs7000("", "", 1))),
                        "default"),
                Arguments.of(
                        "2.2: es7000 by ACPI OEM1, DSDT of another: no entry is read",
                        kernel("2.6.21", 4).firmware(es7000("UNISYS", "INTEL", 0)),
                        "es7000"),
                Arguments.of(
                        "2.2: es7000 by ACPI OEM1 and DSDT, 2 entries",
                        kernel("2.6.22", 12).firmware(es7000("UNISYS", "UNISYS", 2)),
                        "es7000"),
                Arguments.of(
                        "2.2: es7000 by ACPI OEM1 and DSDT, 1 entry",
                        kernel("2.6.21", 4).firmware(es7000("UNISYS", "UNISYS", 1)),
                        "default"),
                Arguments.of(
                        "2.2: OEM1 of another", kernel("2.6.21", 4).firmware(es7000("IBM", "UNISYS", 2)), "default"),
                Arguments.of(
                        "2.2: DSDT of UNISYS alone", kernel("2.6.21", 4).firmware(es7000("", "UNISYS", 2)), "default"),
                Arguments.of(
                        "2.2: summit by MP table, EXA",
                        kernel("2.6.21", 4).firmware(oem("IBM ENSW", "", "EXA 440", false)),
                        "summit"),
                Arguments.of(
                        "2.2: summit by MP table, RUTHLESS SMP",
                        kernel("2.6.22", 4).firmware(oem("IBM ENSW", "", "RUTHLESS SMP", false)),
                        "summit"),
                Arguments.of(
                        "2.2: IBM ENSW with another product",
                        kernel("2.6.21", 4).firmware(oem("IBM ENSW", "", "NF 6000R", false)),
                        "default"),
                Arguments.of(
                        "2.2: summit by MADT, EXA",
                        kernel("2.6.21", 4).firmware(oem("IBM", "EXA01ZEU", "", false)),
                        "summit"),
                Arguments.of(
                        "2.2: IBM with another table",
                        kernel("2.6.21", 4).firmware(oem("IBM", "SERONYXP", "", false)),
                        "default"),
                Arguments.of(
                        "2.2: hooks in driver order, the first hit wins",
                        kernel("2.6.21", 4)
                                .firmware(oem("IBM", "EXA", "", false)
                                        .withMarks(FirmwareMarks.none().withEs7000("UNISYS", "", 2))),
                        "summit"),
                Arguments.of(
                        "2.2: a hook switches from bigsmp too",
                        kernel("2.6.21", 12)
                                .firmware(oem("IBM", "EXA", "", false).withBios("HP", "P44-")),
                        "summit"),
                Arguments.of("2.2: apic=es7000", kernel("2.6.21", 4).boot(BootOptions.parse("apic=es7000")), "es7000"),
                Arguments.of("2.2: no numaq", kernel("2.6.21", 4).boot(BootOptions.parse("apic=numaq")), "default"),
                Arguments.of(
                        "2.2: es7000 clustered is never in the generic kernel",
                        kernel("2.6.21", 4).boot(BootOptions.parse("apic=es7000-clustered")),
                        "default"),
                Arguments.of(
                        "2.6.20 probe.c: names are compared letter by letter",
                        kernel("2.6.21", 4).boot(BootOptions.parse("apic=BIGSMP")),
                        "default"),
                Arguments.of(
                        "2.6.20 mpparse.c: maxcpus=8 ends the count",
                        kernel("2.6.21", 12).boot(BootOptions.parse("maxcpus=8")),
                        "default"),
                Arguments.of(
                        "2.6.20 mpparse.c: maxcpus=9",
                        kernel("2.6.21", 12).boot(BootOptions.parse("maxcpus=9")),
                        "bigsmp"),
                Arguments.of(
                        "2.2: after the MADT's entries, so not with acpi=off",
                        kernel("2.6.21", 12).boot(BootOptions.parse("acpi=off")),
                        "default"),
                Arguments.of(
                        "2.2: the MADT's hook needs a MADT",
                        kernel("2.6.21", 4)
                                .firmware(oem("IBM", "EXA", "", false))
                                .boot(BootOptions.parse("acpi=off")),
                        "default"),
                Arguments.of("2.2: 255 CPUs, AMD", kernel("2.6.21", 255).vendor(CpuVendor.AMD), "bigsmp"),
                Arguments.of("2.2: ids do not matter", kernel("2.6.21", 4).apicIds(0, 0x10, 0x20, 0x80), "default"),
                Arguments.of(
                        "2.2: apic= wins over the OEM hooks",
                        kernel("2.6.21", 4)
                                .firmware(oem("IBM", "EXA", "", false))
                                .boot(BootOptions.parse("apic=default")),
                        "default"),
                Arguments.of("6: 8 possible CPUs", kernel("6.1", 8), "default"),
                Arguments.of("6: 4 present, 9 possible CPUs", kernel("6.1", 4).possibleCpus(9), "bigsmp"),
                Arguments.of("6: Hygon", kernel("6.14", 9).vendor(CpuVendor.HYGON), "bigsmp"),
                Arguments.of("6: other vendor", kernel("6.14", 9).vendor(CpuVendor.OTHER), "default"),
                Arguments.of("6: DL760 G2", kernel("5.10", 4).firmware(dl760), "bigsmp"),
                Arguments.of("6: gone from 6.15 on", kernel("6.15", 9), "default"),
                Arguments.of(
                        "6: apic=bigsmp on 6.19 names no driver",
                        kernel("6.19", 4).boot(BootOptions.parse("apic=bigsmp")),
                        "default"));
    }

    @ParameterizedTest(name = "kernel-facts {0} -> {2}")
    @MethodSource("choices")
    void chooses(String source, MachineSpec.Builder builder, String expected) {
        MachineSpec machine = builder.build();
        assertThat(SELECTOR.appliesTo(machine)).isTrue();
        Selection selection = SELECTOR.select(machine, INSTALLED);
        assertThat(selection).isEqualTo(SELECTOR.select(machine, INSTALLED));
        List<String> trail = selection.trail();
        SubArchitectureName name = SubArchitectureName.of("i386/" + expected);
        assertThat(selection.chosen()).contains(name);
        assertThat(trail).hasSizeGreaterThan(1).last().isEqualTo("-> " + name);
    }

    @ParameterizedTest(name = "recording {0}: {4}")
    @CsvSource({
        "i510-smp12-cpu0-kdump, 5.10.0-32-686-pae, 12, '', bigsmp",
        "i61-smp12-cpu0-kdump, 6.1.0-50-686-pae, 12, '', bigsmp",
        "i61-smp12-cpu0-panic-hangcli5, 6.1.0-50-686-pae, 12, '', bigsmp",
        "i61-smp12-cpu0-panic, 6.1.0-50-686-pae, 12, '', bigsmp",
        "i61-smp12-cpu2-kdump-noshorthand, 6.1.0-50-686-pae, 12, no_ipi_broadcast=1, bigsmp",
        "i61-smp4-cpu0-kdump-bigsmp, 6.1.0-50-686-pae, 4, apic=bigsmp, bigsmp",
        "i61-smp4-cpu0-kdump-noshorthand, 6.1.0-50-686-pae, 4, no_ipi_broadcast=1, default",
        "i61-smp4-cpu0-kdump, 6.1.0-50-686-pae, 4, '', default",
        "i61-smp4-cpu0-panic, 6.1.0-50-686-pae, 4, '', default",
        "i61-smp8-cpu0-kdump-off3, 6.1.0-50-686-pae, 8, '', default",
        "i61-smp8-cpu5-kdump-spin, 6.1.0-50-686-pae, 8, '', default",
    })
    void recordings(String recording, String release, int cpus, String options, String expected) {
        MachineSpec machine =
                kernel(release, cpus).boot(BootOptions.parse(options)).build();
        SubArchitectureName name = SubArchitectureName.of("i386/" + expected);
        assertThat(SELECTOR.select(machine, INSTALLED).chosen()).contains(name);
        assertThat(INSTALLED.find(name).orElseThrow().supports(machine).isSupported())
                .isTrue();
    }

    @Test
    @DisplayName("the trail lists each rule with its answer, in the kernel's order")
    void trail() {
        assertThat(SELECTOR.select(kernel("2.6.21", 12).build(), INSTALLED).trail())
                .containsExactly(
                        "apic= names one of summit, bigsmp, es7000, default? no",
                        "generic_apic_probe: summit and es7000 never answer this probe; CPUs are not counted yet",
                        "bigsmp: a known BIOS ('' '')? no",
                        "summit: IBM's OEM and product ids in the MP table or the MADT ('' '' '')? no",
                        "es7000: an OEM table of the MP table, OEM UNISYS, with 2 entries or more ('' '' '')? no",
                        "es7000: an ACPI table OEM1 of UNISYS (''), with 2 entries or more if the DSDT is of UNISYS"
                                + " ('')? no",
                        "generic_bigsmp_probe: a MADT is read (no acpi=off)? yes",
                        "bigsmp: more than 8 counted CPUs (12), on AMD or an Intel xAPIC (INTEL, APIC version 0x14)? yes",
                        "-> i386/bigsmp");
    }

    @Test
    @DisplayName("kernel-facts 2.2: with apic= the hooks report but do not switch")
    void hooksReport() {
        MachineSpec machine = kernel("2.6.21", 12)
                .firmware(oem("IBM", "EXA", "", false))
                .boot(BootOptions.parse("apic=default"))
                .build();
        assertThat(SELECTOR.select(machine, INSTALLED).trail())
                .containsExactly(
                        "apic= names one of summit, bigsmp, es7000, default (apic=default)? yes",
                        "summit: IBM's OEM and product ids in the MP table or the MADT ('IBM' 'EXA' '')? yes",
                        "the hook reports summit and does not switch: apic= is given",
                        "-> i386/default");
    }

    @Test
    @DisplayName("what is not installed is named in the trail")
    void notInstalled() {
        MachineSpec machine =
                kernel("2.6.21", 4).boot(BootOptions.parse("apic=summit")).build();
        Selection selection = SELECTOR.select(machine, new SubArchitectures(List.of()));
        assertThat(selection.chosen()).isEmpty();
        assertThat(selection.trail()).last().isEqualTo("-> i386/summit: not installed");
    }

    @Test
    @DisplayName("applies to i386 kernels whose rules are known")
    void appliesTo() {
        assertThat(SELECTOR.appliesTo(kernel("2.6.32", 4).build())).isFalse();
        assertThat(SELECTOR.appliesTo(kernel("4.19", 4).build())).isFalse();
        assertThat(SELECTOR.appliesTo(
                        MachineSpec.builder(Architecture.X86_64, "6.1").cpus(4).build()))
                .isFalse();
    }

    @Test
    @DisplayName("ServiceLoader finds the plug-ins and the selector")
    void services() {
        assertThat(ServiceLoader.load(SubArchitecture.class))
                .extracting(SubArchitecture::id)
                .containsExactlyInAnyOrder(
                        "i386/default",
                        "i386/bigsmp",
                        "i386/es7000",
                        "i386/es7000-clustered",
                        "i386/numaq",
                        "i386/summit",
                        "i386/visws",
                        "i386/voyager");
        assertThat(ServiceLoader.load(SubArchitectureSelector.class))
                .extracting(SubArchitectureSelector::id)
                .containsExactly("i386");
    }
}
