package dev.kdumpstop.subarch.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.KernelFeatures;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the x86_64 drivers program, and which machines they take. */
class X86SetupTest {
    private static final int[] LINEAR = IntStream.range(0, 12).toArray();
    private static final int[] QUADS = {0, 1, 2, 3, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23};

    static final List<SubArchitecture> ALL = List.of(
            new FlatSubArchitecture(),
            new PhysflatSubArchitecture(),
            new ClusterSubArchitecture(),
            new X2apicPhysSubArchitecture(),
            new X2apicClusterSubArchitecture());

    private static SubArchitecture driver(String name) {
        return ALL.stream()
                .filter(driver -> driver.name().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static MachineSpec.Builder kernel(String release) {
        return MachineSpec.builder(Architecture.X86_64, release);
    }

    @ParameterizedTest(name = "{0}: {1} of {2} on {3}: DFR {4}, LDR ids {5}")
    @CsvSource({
        "kernel-facts 2.3, flat, 2.6.21, linear, FFFFFFFF, 01 02 04 08 10 20 40 80 00 00 00 00",
        "kernel-facts 2.3, physflat, 2.6.21, linear, FFFFFFFF, 01 02 04 08 10 20 40 80 00 00 00 00",
        "kernel-facts 2.3, physflat, 2.6.22, quads, FFFFFFFF, 01 02 04 08 10 20 40 80 00 00 00 00",
        "kernel-facts 7, cluster, 2.6.21, quads, 0FFFFFFF, 01 02 04 08 11 12 14 18 21 22 24 28",
        "kernel-facts 7, cluster, 2.6.21, linear, 0FFFFFFF, 01 02 04 08 08 08 08 08 08 08 08 08",
        "recording a61-smp4-cpu0-kdump, flat, 6.1, linear, FFFFFFFF, 01 02 04 08 10 20 40 80 00 00 00 00",
        "recording a61-smp12-cpu0-kdump, physflat, 6.1, linear, FFFFFFFF, 00 00 00 00 00 00 00 00 00 00 00 00",
        "recording a72-smp4-cpu0-kdump, physflat, 7.2, quads, FFFFFFFF, 00 00 00 00 00 00 00 00 00 00 00 00",
    })
    void setup(String source, String name, String release, String ids, String dfr, String logicalIds) {
        MachineSpec machine =
                kernel(release).apicIds(ids.equals("quads") ? QUADS : LINEAR).build();
        SubArchitecture driver = driver(name);
        int dfrValue = Integer.parseUnsignedInt(dfr, 16);
        List<String> expected = List.of(logicalIds.split(" "));
        for (int cpu = 0; cpu < 12; cpu++) {
            assertThat(driver.apicSetup(machine, CpuId.of(cpu)))
                    .as("CPU %d", cpu)
                    .isEqualTo(ApicSetup.xapic(dfrValue, Integer.parseInt(expected.get(cpu), 16)));
        }
    }

    @Test
    @DisplayName("kernel-facts 2.3: a CPU that never booted takes no bit of its cluster")
    void clusterCountsBootedCpus() {
        CpuSet present = CpuSet.firstN(4);
        CpuSet booted = present.without(1);
        MachineSpec machine = kernel("2.6.21")
                .cpus(4)
                .maps(new CpuMaps(booted, present, booted))
                .build();
        assertThat(driver("cluster").apicSetup(machine, CpuId.of(3)))
                .isEqualTo(ApicSetup.xapic(ApicSetup.DFR_CLUSTER, 0x04));
    }

    @ParameterizedTest(name = "kernel-facts 6: {0}, id {1}: LDR {2}")
    @CsvSource({
        "x2apic-phys, 0, 00000001",
        "x2apic-phys, 3, 00000008",
        "x2apic-cluster, 15, 00008000",
        "x2apic-cluster, 16, 00010001",
        "x2apic-cluster, 275, 00110008",
    })
    void x2apicSetup(String name, int id, String ldr) {
        MachineSpec machine = kernel("6.1").mode(ApicMode.X2APIC).apicIds(id).build();
        assertThat(driver(name).apicSetup(machine, CpuId.of(0)))
                .isEqualTo(ApicSetup.x2apic(Integer.parseUnsignedInt(ldr, 16)));
    }

    @ParameterizedTest(name = "{0}: {1} on {3} CPUs of {2}, {4}: {5}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "kernel-facts 2.3, flat, 2.6.21, 8, XAPIC, supported",
                "kernel-facts 7, flat, 2.6.22, 12, XAPIC, no rule of this kernel leads to flat with 12 CPUs",
                "recording a510-smp4-cpu0-kdump, flat, 5.10, 4, XAPIC, supported",
                "recording a61-smp4-cpu0-kdump, flat, 6.1.0-50-amd64, 8, XAPIC, supported",
                "recordings: 9 CPUs are physflat, flat, 6.1, 9, XAPIC, no rule of this kernel leads to flat with 9 CPUs",
                "6.11.3 took 838ba7733e4e over, flat, 6.11.2, 4, XAPIC, supported",
                "6.11.3 took 838ba7733e4e over, flat, 6.11.3, 4, XAPIC, removed from 6.11.3",
                "UNVERIFIED, flat, 6.10.14, 4, XAPIC, removed from 6.10.14",
                "recording a612-smp4-cpu0-kdump, flat, 6.12, 4, XAPIC, removed in 6.12 (commit 838ba7733e4e)",
                "kernel-facts 6, flat, 6.14, 4, XAPIC, removed in 6.12 (commit 838ba7733e4e)",
                "mode, flat, 6.1, 4, X2APIC, needs xAPIC mode",
                "kernel-facts 2.3, physflat, 2.6.21, 255, XAPIC, supported",
                "kernel-facts 6, physflat, 7.2, 12, XAPIC, supported",
                "not described, physflat, 3.16, 12, XAPIC, how 3.16 sends IPIs is not described",
                "mode, physflat, 6.1, 4, X2APIC, needs xAPIC mode",
                "kernel-facts 2.3, cluster, 2.6.21, 12, XAPIC, supported",
                "kernel-facts 2.3, cluster, 2.6.22, 12, XAPIC, removed in 2.6.22 (commits 424df390101f and 07c7c4744400)",
                "kernel-facts 2.3, cluster, 6.1, 4, XAPIC, removed in 2.6.22",
                "kernel-facts 6, x2apic-phys, 6.1, 300, X2APIC, supported",
                "kernel-facts 6, x2apic-cluster, 5.10, 4, X2APIC, supported",
                "mode, x2apic-phys, 6.1, 4, XAPIC, needs x2APIC mode",
                "mode, x2apic-cluster, 7.2, 4, XAPIC, needs x2APIC mode",
                "UNVERIFIED, x2apic-phys, 2.6.22, 4, X2APIC, x2APIC drivers came with 2.6.28",
                "not described, x2apic-cluster, 2.6.38, 4, X2APIC, what the x2APIC drivers of 2.6.38 send is not described",
                "not described, x2apic-cluster, 4.19, 4, X2APIC, how 4.19 sends IPIs is not described",
            })
    void supports(String source, String name, String release, int cpus, ApicMode mode, String answer) {
        MachineSpec machine = kernel(release).mode(mode).cpus(cpus).build();
        assertThat(driver(name).supports(machine).toString()).contains(answer);
    }

    @Test
    @DisplayName("kernel-facts 2.3: flat takes 9 CPUs where AMD's highest id is compared instead of the count")
    void amdBug() {
        MachineSpec machine = kernel("2.6.21")
                .cpus(9)
                .vendor(CpuVendor.AMD)
                .config(new KernelConfig(false, true))
                .build();
        assertThat(driver("flat").supports(machine).isSupported()).isTrue();
    }

    @ParameterizedTest(name = "kernel-facts {0}: {1} of {2}: {3} is {4}")
    @CsvSource({
        "2.3, flat, 2.6.21, IPI destination mode, logical",
        "2.3, flat, 2.6.21, INT_DELIVERY_MODE, LowestPrio",
        "2.3, flat, 2.6.21, INT_DEST_MODE, 1",
        "2.3, flat, 2.6.22, TARGET_CPUS, online map",
        "2.3, flat, 2.6.21, CPU limit, 8",
        "2.3, cluster, 2.6.21, IPI destination mode, physical",
        "2.3, cluster, 2.6.21, INT_DELIVERY_MODE, Fixed",
        "2.3, cluster, 2.6.21, INT_DEST_MODE, 0",
        "2.3, cluster, 2.6.21, TARGET_CPUS, CPU 0",
        "2.3, cluster, 2.6.21, CPU limit, '255, one id each'",
        "2.3, physflat, 2.6.21, IPI destination mode, physical",
        "2.3, physflat, 2.6.21, INT_DELIVERY_MODE, Fixed",
        "2.3, physflat, 2.6.22, INT_DEST_MODE, 0",
        "2.3, physflat, 2.6.21, TARGET_CPUS, online map",
        "2.3, physflat, 2.6.21, CPU limit, '255, one id each'",
        "5, physflat, 2.6.21, AP wake-up, INIT/STARTUP",
        "6, physflat, 6.19, CPU limit, ids to 0xFE",
        "6 (not described), physflat, 6.19, TARGET_CPUS, -",
        "6, x2apic-phys, 6.19, IPI destination mode, physical",
        "6, x2apic-phys, 6.19, CPU limit, 32-bit ids",
        "6, x2apic-cluster, 6.19, IPI destination mode, logical",
    })
    void facts(String source, String name, String release, String row, String value) {
        assertThat(driver(name).facts(kernel(release).cpus(4).build()).rows().getOrDefault(row, "-"))
                .isEqualTo(value);
    }

    @Test
    @DisplayName("kernel-facts 2.3: flat takes 12 CPUs where a quirk of 2.6.21 forces it")
    void forced() {
        MachineSpec machine = kernel("2.6.21")
                .cpus(12)
                .firmware(Firmware.plain().withMarks(FirmwareMarks.none().with(PlatformFlag.HARDWARE_IRQ_BALANCE)))
                .build();
        assertThat(driver("flat").supports(machine).isSupported()).isTrue();
        assertThat(driver("flat")
                        .supports(machine.toBuilder()
                                .release(KernelRelease.of("2.6.22"))
                                .build())
                        .isSupported())
                .isFalse();
    }

    @Test
    @DisplayName("an i386 kernel has none of them; x86_64 kernels do not read their own id in the crash path")
    void architecture() {
        MachineSpec i386 = MachineSpec.builder(Architecture.I386, "6.1").cpus(4).build();
        MachineSpec machine = kernel("6.1").cpus(4).build();
        for (SubArchitecture driver : ALL) {
            assertThat(driver.supports(i386).toString()).contains("needs an x86_64 kernel, this one is i386");
            assertThat(driver.ownIdRead(machine)).isEmpty();
            assertThat(driver.kernelFeatures(machine)).isEqualTo(KernelFeatures.USUAL);
            assertThat(driver.name().architecture()).isEqualTo(Architecture.X86_64);
            assertThat(driver.summary()).isNotEmpty();
            assertThat(driver.sources()).isNotEmpty();
        }
    }

    @Test
    @DisplayName("ServiceLoader finds the plug-ins and the selector")
    void services() {
        assertThat(ServiceLoader.load(SubArchitecture.class))
                .extracting(SubArchitecture::name)
                .containsExactlyInAnyOrderElementsOf(
                        ALL.stream().map(SubArchitecture::name).toList())
                .extracting(SubArchitectureName::toString)
                .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
        assertThat(ServiceLoader.load(SubArchitectureSelector.class))
                .extracting(SubArchitectureSelector::id)
                .containsExactly("x86_64");
    }
}
