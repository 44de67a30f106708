package dev.kdumpstop.subarch.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's choice. */
class X86SelectorTest {
    private static final SubArchitectures INSTALLED = new SubArchitectures(X86SetupTest.ALL);
    private static final X86Selector SELECTOR = new X86Selector();
    private static final KernelConfig NO_HOTPLUG = new KernelConfig(false, true);

    private static MachineSpec.Builder kernel(String release, int cpus) {
        return MachineSpec.builder(Architecture.X86_64, release).cpus(cpus);
    }

    private static MachineSpec.Builder x2(int cpus) {
        return kernel("6.1", cpus).mode(ApicMode.X2APIC);
    }

    private static Firmware oem(String oem, String table) {
        return new Firmware(0, false, false, oem, table, "", false, "", "");
    }

    private static Firmware flag(PlatformFlag flag) {
        return Firmware.plain().withMarks(FirmwareMarks.none().with(flag));
    }

    private static Arguments rule(String source, MachineSpec.Builder machine, String expected) {
        return Arguments.of(source, machine.build(), expected);
    }

    static Stream<Arguments> choices() {
        Firmware phys3 = Firmware.plain().withFadtPhysical(3);
        Firmware phys4 = Firmware.plain().withFadtPhysical(4);
        Firmware balanced = flag(PlatformFlag.HARDWARE_IRQ_BALANCE);
        return Stream.of(
                rule("2.3 (2.6.21) 1: genapic_force", kernel("2.6.21", 4).firmware(balanced), "flat"),
                rule(
                        "2.3 (2.6.21) 1: genapic_force, 12 CPUs",
                        kernel("2.6.21", 12).firmware(balanced),
                        "flat"),
                rule(
                        "2.3 (2.6.21) 1: before the FADT",
                        kernel("2.6.21", 4).firmware(balanced.withFadtPhysical(4)),
                        "flat"),
                rule("2.3 (2.6.22): nobody forces", kernel("2.6.22", 12).firmware(balanced), "physflat"),
                rule(
                        "2.3 (2.6.21) 3: AMD, 255 CPUs without hotplug",
                        kernel("2.6.21", 255).vendor(CpuVendor.AMD).config(NO_HOTPLUG),
                        "physflat"),
                rule(
                        "2.3 (2.6.21) 4: ids with gaps in cluster 0",
                        kernel("2.6.21", 3).apicIds(6, 0, 0xF).config(NO_HOTPLUG),
                        "flat"),
                rule("2.3 (2.6.21) 5: 255 CPUs", kernel("2.6.21", 255).config(NO_HOTPLUG), "cluster"),
                rule(
                        "2.3 (2.6.21) 5: CPU 0 in another cluster",
                        kernel("2.6.21", 2).apicIds(0x10, 0).config(NO_HOTPLUG),
                        "cluster"),
                rule(
                        "2.3 (2.6.21) 4: maxcpus= does not change the ids",
                        kernel("2.6.21", 9).boot(BootOptions.parse("maxcpus=4")).config(NO_HOTPLUG),
                        "cluster"),
                rule(
                        "2.3 (2.6.22): FADT revision 3 does not count",
                        kernel("2.6.22", 4).firmware(phys3),
                        "flat"),
                rule("2.3 (2.6.22): 9 CPUs", kernel("2.6.22", 9), "physflat"),
                rule(
                        "6: UV by its own type table, which nobody drives by x2apic-uv",
                        x2(4).firmware(flag(PlatformFlag.UV_ARCH_TYPE)),
                        "x2apic-cluster"),
                rule(
                        "6: UV, x2apic_phys",
                        x2(4).firmware(oem("SGI4", "UVX")).boot(BootOptions.parse("x2apic_phys")),
                        "x2apic-phys"),
                rule("6: secure AVIC", x2(4).firmware(flag(PlatformFlag.SECURE_AVIC)), "!x2apic-savic"),
                rule(
                        "6: numachip comes before UV",
                        x2(4).firmware(oem("NUMASC", "NCONNECT")
                                .withMarks(FirmwareMarks.none().with(PlatformFlag.UV_ARCH_TYPE))),
                        "!numachip"),
                rule("6: another NUMASC table", kernel("6.19", 4).firmware(oem("NUMASC", "OTHER")), "physflat"),
                rule("6: physflat accepts always", kernel("6.19", 254), "physflat"),
                rule(
                        "2.3 (2.6.21) 2: FADT revision 4, physical",
                        kernel("2.6.21", 4).firmware(phys4),
                        "cluster"),
                rule(
                        "2.3 (2.6.21) 2: FADT revision 3 does not count",
                        kernel("2.6.21", 4).firmware(phys3).config(NO_HOTPLUG),
                        "flat"),
                rule(
                        "2.3 (2.6.21) 2: before AMD",
                        kernel("2.6.21", 4).firmware(phys4).vendor(CpuVendor.AMD),
                        "cluster"),
                rule("2.3 (2.6.21) 3: AMD", kernel("2.6.21", 4).vendor(CpuVendor.AMD), "physflat"),
                rule(
                        "2.3 (2.6.21) 3: AMD without hotplug",
                        kernel("2.6.21", 4).vendor(CpuVendor.AMD).config(NO_HOTPLUG),
                        "flat"),
                rule(
                        "2.3 (2.6.21) 3: AMD, id 8 passes",
                        kernel("2.6.21", 9).vendor(CpuVendor.AMD).config(NO_HOTPLUG),
                        "flat"),
                rule(
                        "2.3 (2.6.21) 3: AMD, id 9 does not, however few CPUs",
                        kernel("2.6.21", 2).apicIds(0, 9).vendor(CpuVendor.AMD).config(NO_HOTPLUG),
                        "physflat"),
                rule("2.3 (2.6.21) 4: Intel, cluster 0", kernel("2.6.21", 8).config(NO_HOTPLUG), "flat"),
                rule("2.3 (2.6.21) 4: Intel, cluster 0, hotplug", kernel("2.6.21", 8), "physflat"),
                rule("2.3 (2.6.21) 5: 9 CPUs", kernel("2.6.21", 9), "cluster"),
                rule("2.3 (2.6.21) 5: two clusters", kernel("2.6.21", 4).apicIds(0, 1, 0x10, 0x11), "cluster"),
                rule(
                        "2.3 (2.6.21) 5: one cluster, but not cluster 0",
                        kernel("2.6.21", 2).apicIds(0x10, 0x11).config(NO_HOTPLUG),
                        "cluster"),
                rule("2.3 (2.6.22): FADT physical", kernel("2.6.22", 4).firmware(phys4), "physflat"),
                rule("2.3 (2.6.22): 8 possible CPUs", kernel("2.6.22", 8), "flat"),
                rule("2.3 (2.6.22): 4 present, 9 possible", kernel("2.6.22", 4).possibleCpus(9), "physflat"),
                rule("2.3 (2.6.22): AMD is nothing special", kernel("2.6.22", 4).vendor(CpuVendor.AMD), "flat"),
                rule("2.3 (2.6.22): ids do not matter", kernel("2.6.22", 2).apicIds(0, 0x20), "flat"),
                rule("6: FADT revision 3 counts today", kernel("6.1", 4).firmware(phys3), "physflat"),
                rule(
                        "6: without the flag",
                        kernel("6.1", 4).firmware(new Firmware(6, false, false, "", "", "", false, "", "")),
                        "flat"),
                rule("5.10 apic_flat_64.c: IBM Summit", kernel("5.10", 4).firmware(oem("IBM", "EXA01ZEU")), "physflat"),
                rule("6: no flat from 6.12 on", kernel("6.12", 4), "physflat"),
                rule("6: x2APIC", x2(4), "x2apic-cluster"),
                rule("6: x2APIC, x2apic_phys", x2(4).boot(BootOptions.parse("x2apic_phys")), "x2apic-phys"),
                rule("6: x2APIC, FADT physical", x2(4).firmware(phys3), "x2apic-phys"),
                rule(
                        "6: x2apic_phys means nothing in xAPIC mode",
                        kernel("6.1", 4).boot(BootOptions.parse("x2apic_phys")),
                        "flat"),
                rule("6: numachip", kernel("6.1", 4).firmware(oem("NUMASC", "NCONNECT")), "!numachip"),
                rule("6: numachip 2", kernel("6.1", 4).firmware(oem("NUMASC", "NCONECT2")), "!numachip"),
                rule("6: UV", x2(4).firmware(oem("SGI2", "")), "x2apic-cluster"));
    }

    @ParameterizedTest(name = "kernel-facts {0} -> {2}")
    @MethodSource("choices")
    void chooses(String source, MachineSpec machine, String expected) {
        assertThat(SELECTOR.appliesTo(machine)).isTrue();
        Selection selection = SELECTOR.select(machine, INSTALLED);
        assertThat(selection).isEqualTo(SELECTOR.select(machine, INSTALLED));
        if (expected.startsWith("!")) {
            assertThat(selection.chosen()).isEmpty();
            assertThat(selection.trail()).last().isEqualTo("-> x86_64/" + expected.substring(1) + ": not installed");
        } else {
            SubArchitectureName name = SubArchitectureName.of("x86_64/" + expected);
            assertThat(selection.chosen()).contains(name);
            assertThat(selection.trail()).hasSizeGreaterThan(1).last().isEqualTo("-> " + name);
            assertThat(INSTALLED.find(name).orElseThrow().supports(machine).isSupported())
                    .isTrue();
        }
    }

    @ParameterizedTest(name = "recording {0}: {6}")
    @CsvSource({
        "a510-smp4-cpu0-kdump, 5.10.0-32-amd64, 4, 4, XAPIC, '', flat",
        "a510-smp4-cpu0-panic, 5.10.0-32-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp1-cpu0-kdump, 6.1.0-50-amd64, 1, 1, XAPIC, '', flat",
        "a61-smp12-cpu0-kdump, 6.1.0-50-amd64, 12, 12, XAPIC, '', physflat",
        "a61-smp12-cpu0-panic-hangcli5, 6.1.0-50-amd64, 12, 12, XAPIC, '', physflat",
        "a61-smp12-cpu0-panic, 6.1.0-50-amd64, 12, 12, XAPIC, '', physflat",
        "a61-smp12-cpu3-kdump-noshorthand, 6.1.0-50-amd64, 12, 12, XAPIC, no_ipi_broadcast=1, physflat",
        "a61-smp16-cpu15-kdump, 6.1.0-50-amd64, 16, 16, XAPIC, '', physflat",
        "a61-smp4-cpu0-kdump-hangcli2, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu0-kdump-hangnmi2, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu0-kdump-maxcpus3, 6.1.0-50-amd64, 4, 4, XAPIC, maxcpus=3, flat",
        "a61-smp4-cpu0-kdump-mttcg, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu0-kdump-noshorthand, 6.1.0-50-amd64, 4, 4, XAPIC, no_ipi_broadcast=1, flat",
        "a61-smp4-cpu0-kdump-off2, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu0-kdump, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu0-panic-hangcli2, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu0-panic-notifiers, 6.1.0-50-amd64, 4, 4, XAPIC, crash_kexec_post_notifiers, flat",
        "a61-smp4-cpu0-panic, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp4-cpu2-kdump, 6.1.0-50-amd64, 4, 4, XAPIC, '', flat",
        "a61-smp6sparse-cpu0-kdump, 6.1.0-50-amd64, 6, 10, XAPIC, '', physflat",
        "a61-smp9-cpu0-kdump, 6.1.0-50-amd64, 9, 9, XAPIC, '', physflat",
        "a61-x2cluster-smp20-cpu3-kdump-noshorthand, 6.1.0-50-amd64, 20, 20, X2APIC, no_ipi_broadcast=1, "
                + "x2apic-cluster",
        "a61-x2cluster-smp4-cpu0-kdump, 6.1.0-50-amd64, 4, 4, X2APIC, intel_iommu=off, x2apic-cluster",
        "a61-x2cluster-smp4-cpu0-panic-hangcli3, 6.1.0-50-amd64, 4, 4, X2APIC, intel_iommu=off, x2apic-cluster",
        "a61-x2phys-smp4-cpu1-kdump, 6.1.0-50-amd64, 4, 4, X2APIC, x2apic_phys, x2apic-phys",
        "a612-smp4-cpu0-kdump-off2, 6.12.107+deb13-amd64, 4, 4, XAPIC, '', physflat",
        "a612-smp4-cpu0-kdump, 6.12.107+deb13-amd64, 4, 4, XAPIC, '', physflat",
        "a72-smp12-cpu0-panic, 7.2.13+deb14-amd64, 12, 12, XAPIC, '', physflat",
        "a72-smp4-cpu0-kdump, 7.2.13+deb14-amd64, 4, 4, XAPIC, '', physflat",
    })
    void recordings(
            String recording, String release, int cpus, int possible, ApicMode mode, String options, String expected) {
        MachineSpec.Builder builder =
                kernel(release, cpus).possibleCpus(possible).mode(mode).boot(BootOptions.parse(options));
        if (cpus == 6) {
            builder.apicIds(0, 1, 2, 3, 4, 8);
        }
        if (options.equals("maxcpus=3")) {
            CpuSet booted = CpuSet.firstN(3);
            builder.maps(new CpuMaps(booted, CpuSet.firstN(4), booted));
        }
        MachineSpec machine = builder.build();
        SubArchitectureName name = SubArchitectureName.of("x86_64/" + expected);
        assertThat(SELECTOR.select(machine, INSTALLED).chosen()).contains(name);
        assertThat(INSTALLED.find(name).orElseThrow().supports(machine).isSupported())
                .isTrue();
    }

    @Test
    @DisplayName("the trail lists each rule with its answer, in the kernel's order")
    void trail() {
        assertThat(SELECTOR.select(kernel("2.6.21", 4).build(), INSTALLED).trail())
                .containsExactly(
                        "genapic_force set (Intel E7320, E7520 or E7525 whose BIOS balances interrupts)? no",
                        "FADT of revision 4 or above (0) with the flag \"APIC physical\"? no",
                        "an AMD CPU (INTEL)? no",
                        "at most 8 CPUs (4), all in cluster 0 (1 in use)? yes",
                        "CONFIG_HOTPLUG_CPU? yes",
                        "-> x86_64/physflat");
        assertThat(SELECTOR.select(kernel("6.1", 12).build(), INSTALLED).trail())
                .containsExactly(
                        "numachip: MADT of NUMASC, NCONNECT or NCONECT2 ('' '')? no",
                        "x2apic-uv: UV's own type table, or MADT of SGI ('' '')? no",
                        "x2apic-savic: a guest with secure AVIC? no",
                        "x2APIC mode? no",
                        "does 6.1 have flat? yes",
                        "FADT of revision 3 or above (0) with the flag \"APIC physical\"? no",
                        "IBM Summit: MADT of IBM, EXA ('' '')? no",
                        "at most 8 possible CPUs (12)? no",
                        "-> x86_64/physflat");
    }

    @Test
    @DisplayName("UV's hook is asked in its place and takes no machine (kernel-facts 6)")
    void uvTakesNoMachine() {
        assertThat(SELECTOR.select(x2(4).firmware(oem("SGI3", "UVX")).build(), INSTALLED)
                        .trail())
                .containsExactly(
                        "numachip: MADT of NUMASC, NCONNECT or NCONECT2 ('SGI3' 'UVX')? no",
                        "x2apic-uv: UV's own type table, or MADT of SGI ('SGI3' 'UVX')? yes",
                        "x2apic-uv takes note of it, but not the machine: only UV 1 needed this driver, before 5.10",
                        "x2apic-savic: a guest with secure AVIC? no",
                        "x2APIC mode? yes",
                        "boot option x2apic_phys? no",
                        "FADT of revision 3 or above (0) with the flag \"APIC physical\"? no",
                        "-> x86_64/x2apic-cluster");
    }

    @Test
    @DisplayName("an empty host: the choice is named in the trail, but there is none")
    void notInstalled() {
        Selection selection = SELECTOR.select(kernel("6.1", 4).build(), new SubArchitectures(List.of()));
        assertThat(selection.chosen()).isEmpty();
        assertThat(selection.trail()).last().isEqualTo("-> x86_64/flat: not installed");
    }

    @Test
    @DisplayName("applies to x86_64 kernels whose rules are known")
    void appliesTo() {
        assertThat(SELECTOR.appliesTo(kernel("2.6.32", 4).build())).isFalse();
        assertThat(SELECTOR.appliesTo(kernel("4.19", 4).build())).isFalse();
        assertThat(SELECTOR.appliesTo(
                        MachineSpec.builder(Architecture.I386, "6.1").cpus(4).build()))
                .isFalse();
    }
}
