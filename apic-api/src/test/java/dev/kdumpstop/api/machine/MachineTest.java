package dev.kdumpstop.api.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "2.6.21, 2.6.21",
        "2.6.22.19, 2.6.22",
        "2.6.21-rc7, 2.6.21",
        "5.10, 5.10",
        "5.10.0, 5.10",
        "6.1.0-50-amd64, 6.1",
        "6.12.107+deb13-amd64, 6.12.107",
        "' 7.2 ', 7.2",
        "2.6, 2.6.0"
    })
    void releases(String text, String normal) {
        assertThat(KernelRelease.of(text)).hasToString(normal).isEqualTo(KernelRelease.of(normal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "v6.1", "6.", "6.x", "2.6.x", "6.1.x", "2.6.21.", "latest", "-1.2", "99999.1"})
    void notReleases(String text) {
        assertThatThrownBy(() -> KernelRelease.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a kernel release");
    }

    @Test
    void releasesAreOrderedByNumber() {
        List<KernelRelease> ascending = Stream.of(
                        "2.6.9", "2.6.20", "2.6.21", "2.6.22", "2.6.38", "5.4", "5.10", "6.1", "6.6", "6.12", "7.2")
                .map(KernelRelease::of)
                .toList();
        List<KernelRelease> shuffled = new ArrayList<>(ascending);
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(ascending);
        assertThat(KernelRelease.of("6.12").atLeast(KernelRelease.of("6.6"))).isTrue();
        assertThat(KernelRelease.of("6.1").atLeast(KernelRelease.of("6.1"))).isTrue();
        assertThat(KernelRelease.of("5.10").atLeast(KernelRelease.of("6.1"))).isFalse();
    }

    @Test
    void rangesAreHalfOpen() {
        ReleaseRange range = ReleaseRange.between("2.6.22", "5.4");
        assertThat(range.contains(KernelRelease.of("2.6.21"))).isFalse();
        assertThat(range.contains(KernelRelease.of("2.6.22"))).isTrue();
        assertThat(range.contains(KernelRelease.of("5.3.99"))).isTrue();
        assertThat(range.contains(KernelRelease.of("5.4"))).isFalse();
        assertThat(range).hasToString("2.6.22 up to before 5.4");
        assertThat(ReleaseRange.from("6.6").contains(KernelRelease.of("7.2"))).isTrue();
        assertThat(ReleaseRange.from("6.6")).hasToString("6.6 and later");
    }

    @Test
    void anEmptyRangeIsAMistake() {
        assertThatThrownBy(() -> ReleaseRange.between("5.4", "2.6.22"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5.4")
                .hasMessageContaining("2.6.22");
        assertThatThrownBy(() -> ReleaseRange.between("5.4", "5.4")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bootOptions() {
        BootOptions boot = BootOptions.parse("  quiet apic=BigSMP maxcpus=3 apic=Default no_ipi_broadcast=1 ");
        assertThat(boot.has("quiet")).isTrue();
        assertThat(boot.get("quiet")).contains("");
        assertThat(boot.get("nosuch")).isEmpty();
        assertThat(boot.apic()).contains("default");
        assertThat(boot.noIpiBroadcast()).isTrue();
        assertThat(boot).hasToString("apic=Default maxcpus=3 no_ipi_broadcast=1 quiet");
        assertThat(BootOptions.parse(boot.toString())).isEqualTo(boot);
        assertThat(BootOptions.parse("")).isEqualTo(BootOptions.none());
        assertThat(BootOptions.none().with("a", "b").get("a")).contains("b");
    }

    @ParameterizedTest(name = "\"{0}\" -> {1}")
    @CsvSource({
        "'', false",
        "no_ipi_broadcast=1, true",
        "no_ipi_broadcast=0, false",
        "no_ipi_broadcast=0x0, false",
        "no_ipi_broadcast=00, false",
        "no_ipi_broadcast=2, true",
        "no_ipi_broadcast=, false",
        "no_ipi_broadcast, false"
    })
    void noIpiBroadcastTakesAnInteger(String line, boolean off) {
        assertThat(BootOptions.parse(line).noIpiBroadcast()).isEqualTo(off);
    }

    @Test
    void plainMachine() {
        MachineSpec machine =
                MachineSpec.builder(Architecture.X86_64, "6.1").cpus(4).build();
        assertThat(machine.apicIds()).containsExactly(0, 1, 2, 3);
        assertThat(machine.possibleCpus()).isEqualTo(4);
        assertThat(machine.maps()).isEqualTo(CpuMaps.allOnline(4));
        assertThat(machine.generation()).isEqualTo(ApicGeneration.XAPIC);
        assertThat(machine.apicVersion()).isEqualTo(0x14);
        assertThat(machine.interconnect()).isEqualTo(InterconnectKind.FRONT_SIDE_BUS);
        assertThat(machine.toBuilder().build()).isEqualTo(machine).hasSameHashCodeAs(machine);
    }

    @Test
    void whatIsNotSaidFollowsFromWhatIs() {
        MachineSpec p6 = MachineSpec.builder(Architecture.I386, "2.6.21")
                .generation(ApicGeneration.P6)
                .cpus(2)
                .build();
        assertThat(p6.apicVersion()).isEqualTo(0x11);
        assertThat(p6.interconnect()).isEqualTo(InterconnectKind.APIC_BUS);
        assertThat(p6.isXapicVersion()).isFalse();
        MachineSpec x2apic = MachineSpec.builder(Architecture.X86_64, "6.1")
                .mode(ApicMode.X2APIC)
                .apicIds(0, 0x123, -2)
                .build();
        assertThat(x2apic.generation()).isEqualTo(ApicGeneration.X2APIC);
        assertThat(x2apic.interconnect()).isEqualTo(InterconnectKind.X2APIC_FABRIC);
        assertThat(x2apic.isXapicVersion()).isTrue();
    }

    @Test
    void anotherMachineFromThisOneKeepsNoStaleParts() {
        MachineSpec four =
                MachineSpec.builder(Architecture.X86_64, "6.1").cpus(4).build();
        MachineSpec two = four.toBuilder().cpus(2).maps(CpuMaps.allOnline(2)).build();
        assertThat(two.cpuCount()).isEqualTo(2);
        assertThat(four.toBuilder().release(KernelRelease.of("2.6.21")).build().release())
                .isEqualTo(KernelRelease.of("2.6.21"));
    }

    @Test
    void namesEveryContradiction() {
        assertThatThrownBy(() -> new MachineSpec(
                        Architecture.I386,
                        KernelRelease.of("2.6.21"),
                        List.of(0, 0xF, 300),
                        2,
                        CpuMaps.allOnline(2),
                        ApicGeneration.P6,
                        ApicMode.X2APIC,
                        0x11,
                        CpuVendor.INTEL,
                        InterconnectKind.APIC_BUS,
                        Firmware.plain(),
                        BootOptions.none(),
                        KernelConfig.usual()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CPUs present are 0,1, but APIC ids are given for 0-2")
                .hasMessageContaining("possible CPUs 2 are fewer than the 3 present")
                .hasMessageContaining("generation P6 has no x2APIC mode")
                .hasMessageContaining("x2APIC mode does not run on interconnect apic-bus");
    }

    @ParameterizedTest(name = "{0}: id {1} -> {2}")
    @CsvSource({
        "P6, 14, true",
        "P6, 15, false",
        "P6, 16, false",
        "XAPIC, 254, true",
        "XAPIC, 255, false",
        "XAPIC, -1, false",
        "X2APIC, 254, true",
        "X2APIC, 255, false"
    })
    void idsFitTheirWidth(ApicGeneration generation, int id, boolean fits) {
        MachineSpec.Builder builder = MachineSpec.builder(Architecture.I386, "2.6.21")
                .generation(generation)
                .apicIds(0, id);
        if (fits) {
            assertThat(builder.build().apicId(1)).isEqualTo(id);
        } else {
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of CPU 1");
        }
    }

    private static final Firmware NODE_IDS =
            Firmware.plain().withMarks(FirmwareMarks.none().with(PlatformFlag.NODE_IDS));

    @Test
    void idsMayNameANodeAboveTheBitsThatTheApicHas() {
        MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.12")
                .firmware(NODE_IDS)
                .apicIds(0, 1, 0x100, 0xFFFFE)
                .build();
        assertThat(IntStream.range(0, 4).map(machine::node)).containsExactly(0, 0, 1, 0xFFF);
        assertThat(machine.toBuilder()
                        .firmware(Firmware.plain())
                        .apicIds(0, 1, 2, 3)
                        .build()
                        .node(3))
                .isZero();
    }

    @ParameterizedTest(name = "node ids {0}: {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            false | 0x100 | ids of XAPIC have 8 bits in XAPIC mode and the highest is the broadcast; only where bits 8 and up name a node
            true  | 0x1ff | APIC id 0x1ff of CPU 1 is not in 0..0xfe in bits 7:0
            true  | -0x1  | of CPU 1 is not in 0..0xfe in bits 7:0
            """)
    void refusesIdsThatNoApicHolds(boolean nodeIds, String id, String message) {
        MachineSpec.Builder builder = MachineSpec.builder(Architecture.X86_64, "6.12")
                .firmware(nodeIds ? NODE_IDS : Firmware.plain())
                .apicIds(0, Integer.decode(id));
        assertThatThrownBy(builder::build).hasMessageContaining(message);
    }

    @Test
    void nodeIdsAreOfXapicMode() {
        assertThatThrownBy(() -> MachineSpec.builder(Architecture.X86_64, "6.12")
                        .firmware(NODE_IDS)
                        .mode(ApicMode.X2APIC)
                        .build())
                .hasMessageContaining("node-ids are of xAPIC mode");
        assertThatThrownBy(() -> MachineSpec.builder(Architecture.I386, "2.6.21")
                        .firmware(NODE_IDS)
                        .generation(ApicGeneration.P6)
                        .build())
                .hasMessageContaining("later than the 3-wire bus");
    }

    @Test
    void theX2apicBroadcastIdIsNobodysId() {
        assertThatThrownBy(() -> MachineSpec.builder(Architecture.X86_64, "6.1")
                        .mode(ApicMode.X2APIC)
                        .apicIds(0, -1)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broadcast");
    }

    @Test
    void aMachineNeedsACpu() {
        assertThatThrownBy(() ->
                        MachineSpec.builder(Architecture.I386, "2.6.21").cpus(0).build())
                .hasMessageContaining("at least one CPU");
    }

    @Test
    void onlineCpusMayBeFewer() {
        MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.1")
                .cpus(4)
                .online(CpuSet.of(0, 2))
                .possibleCpus(16)
                .build();
        assertThat(machine.maps().online()).isEqualTo(CpuSet.of(0, 2));
        assertThat(machine.maps().present()).isEqualTo(CpuSet.firstN(4));
        assertThat(machine.possibleCpus()).isEqualTo(16);
    }

    /** apic-facts 1.1. */
    @ParameterizedTest(name = "{0}: {1} bits, broadcast {2}, Max LVT {3}")
    @CsvSource({
        "PENTIUM, 4, 15, 3, true",
        "P6, 4, 15, 4, true",
        "XAPIC, 8, 255, 5, false",
        "XAPIC_NEHALEM, 8, 255, 6, false",
        "X2APIC, 32, -1, 6, false"
    })
    void generations(ApicGeneration generation, int bits, int broadcast, int maxLvt, boolean bus) {
        assertThat(generation.idBits()).isEqualTo(bits);
        assertThat(generation.broadcastId()).isEqualTo(broadcast);
        assertThat(generation.maxLvt()).isEqualTo(maxLvt);
        assertThat(generation.hasApicBus()).isEqualTo(bus);
    }

    @Test
    void compatibility() {
        assertThat(Compatibility.yes().isSupported()).isTrue();
        assertThat(Compatibility.no("a", "b")).hasToString("a; b");
        assertThat(Compatibility.unless(List.of())).isEqualTo(Compatibility.yes());
        assertThat(Optional.of(Compatibility.no("x")).map(Compatibility::isSupported))
                .contains(false);
    }

    @Test
    void marksAreOfSingleFamilies() {
        Firmware plain = Firmware.plain();
        assertThat(plain.marks()).isEqualTo(FirmwareMarks.none());
        assertThat(plain.has(PlatformFlag.SECURE_AVIC)).isFalse();
        FirmwareMarks marks = FirmwareMarks.none()
                .withEs7000("UNISYS", "UNISYS", 1)
                .withQuadCpus(CpuSet.range(4, 7))
                .with(PlatformFlag.UV_ARCH_TYPE)
                .with(PlatformFlag.SECURE_AVIC);
        Firmware firmware = plain.withMarks(marks).withBios("HP", "P44-").withFadtPhysical(4);
        assertThat(firmware.marks()).isEqualTo(marks);
        assertThat(marks.acpiOem1Id()).isEqualTo("UNISYS");
        assertThat(marks.dsdtOemId()).isEqualTo("UNISYS");
        assertThat(marks.es7000Entries()).isEqualTo(1);
        assertThat(marks.quadCpus()).isEqualTo(CpuSet.range(4, 7));
        assertThat(firmware.has(PlatformFlag.UV_ARCH_TYPE)).isTrue();
        assertThat(firmware.has(PlatformFlag.HARDWARE_IRQ_BALANCE)).isFalse();
        assertThat(PlatformFlag.values())
                .extracting(PlatformFlag::id)
                .containsExactly("hardware-irq-balance", "uv-arch-type", "secure-avic", "node-ids");
    }
}
