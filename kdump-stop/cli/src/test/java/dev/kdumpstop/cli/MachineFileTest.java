package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.experiments.config.InvalidConfigException;
import dev.kdumpstop.experiments.config.MachineFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines in HOCON. */
class MachineFileTest {
    private static final Path GUIDE = Path.of("../../docs/machine-file.md");

    @Test
    void everyKeyIsRead() {
        MachineFile file = MachineFile.parse("all.conf", """
                release = 6.10
                architecture = x86_64
                apic-ids = [0, 2, 0x100]
                possible = 4
                online = "0-1"
                generation = x2apic
                mode = x2apic
                apic-version = 0x15
                vendor = hygon
                interconnect = instant
                crashing-cpu = 1
                boot = "x2apic_phys maxcpus=2"
                config { hotplug-cpu = off, good-apic = false }
                firmware {
                  fadt-revision = 4, fadt-apic-physical = true, fadt-apic-cluster = true
                  oem-id = SGI, oem-table-id = T, product-id = P, oem-table-pointer = true
                  bios-vendor = B, bios-version = "1.2"
                  acpi-oem1-id = UNISYS, dsdt-oem-id = UNISYS, es7000-entries = 1, quad-cpus = "1-2"
                  hardware-irq-balance = on, uv-arch-type = yes, secure-avic = no, node-ids = off
                }
                timing { profile = kvm-guest, register-read = 2us }
                """);
        MachineSpec machine = file.machine().spec();
        assertThat(machine.release()).hasToString("6.10");
        assertThat(machine.architecture()).isEqualTo(Architecture.X86_64);
        assertThat(machine.apicIds()).containsExactly(0, 2, 0x100);
        assertThat(machine.possibleCpus()).isEqualTo(4);
        assertThat(machine.maps().online()).isEqualTo(CpuSet.of(0, 1));
        assertThat(machine.generation()).isEqualTo(ApicGeneration.X2APIC);
        assertThat(machine.mode()).isEqualTo(ApicMode.X2APIC);
        assertThat(machine.apicVersion()).isEqualTo(0x15);
        assertThat(machine.vendor()).isEqualTo(CpuVendor.HYGON);
        assertThat(machine.interconnect()).isEqualTo(InterconnectKind.INSTANT);
        assertThat(machine.boot().has("x2apic_phys")).isTrue();
        assertThat(machine.config().hotplugCpu()).isFalse();
        assertThat(machine.firmware().oemId()).isEqualTo("SGI");
        assertThat(machine.firmware().fadtApicPhysical()).isTrue();
        assertThat(machine.firmware().biosVersion()).isEqualTo("1.2");
        assertThat(machine.firmware().marks())
                .isEqualTo(FirmwareMarks.none()
                        .withEs7000("UNISYS", "UNISYS", 1)
                        .withQuadCpus(CpuSet.of(1, 2))
                        .with(PlatformFlag.HARDWARE_IRQ_BALANCE)
                        .with(PlatformFlag.UV_ARCH_TYPE));
        assertThat(file.crashingCpu()).contains(1);
        assertThat(file.timing()).contains("kvm-guest");
        assertThat(file.costs()).containsOnlyKeys(TimingParameter.REGISTER_READ).containsValue(2_000_000L);
    }

    @Test
    void timingMayBeJustItsName() {
        assertThat(MachineFile.parse("t.conf", "timing = \"p6-apic-bus:bus-clock=33333\"")
                        .timing())
                .contains("p6-apic-bus:bus-clock=33333");
    }

    @Test
    void anEmptyFileIsThePlainMachine() {
        MachineSpec machine = MachineFile.parse("empty.conf", "").machine().spec();
        assertThat(machine)
                .isEqualTo(MachineSpec.builder(Architecture.X86_64, "2.6.21")
                        .cpus(8)
                        .build());
    }

    @Test
    void cpusAndIdsContradict() {
        assertThatThrownBy(() -> MachineFile.parse("m.conf", "apic-ids = [0]\ncpus = 3\n"))
                .isInstanceOfSatisfying(InvalidConfigException.class, error -> {
                    assertThat(error.file()).isEqualTo("m.conf");
                    assertThat(error.problems())
                            .singleElement()
                            .asString()
                            .startsWith("line 2")
                            .contains("beside apic-ids");
                });
    }

    @Test
    void theExampleOfTheGuideIsRead(@TempDir Path folder) throws Exception {
        String guide = Files.readString(GUIDE);
        String example = guide.substring(guide.indexOf("```hocon\n") + "```hocon\n".length());
        Path file = Files.writeString(folder.resolve("box.conf"), example.substring(0, example.indexOf("```")));
        Cli.Result result = Cli.run("stop", "--machine", file.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("4 CPUs (online 0-2), APIC ids 0x00,0x01,0x10,0x11", "CPU 1 crashes");
    }

    /** What is said of a wrong key or part names all that can be there. */
    @Test
    void theGuideNamesEveryKey() throws Exception {
        String guide = Files.readString(GUIDE);
        List<String> keys = new ArrayList<>();
        assertThatThrownBy(() -> MachineFile.parse("m.conf", "zzzzzzzz = 1\nconfig = 1\nfirmware = 1\ntiming = []\n"))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        error -> error.problems()
                                .forEach(problem -> keys.addAll(List.of(problem.replaceFirst(".*(Known:|with) ", "")
                                        .split(", ")))));
        assertThat(keys).hasSizeGreaterThan(40);
        assertThat(keys).allSatisfy(key -> assertThat(guide).containsPattern("(\\| |## )`" + key + "( \\{|`)"));
    }

    @Test
    void theCommandLineWins() {
        Cli.Result result = Cli.run(
                "stop", "--machine", "src/test/resources/machine/box.conf", "--release", "6.12", "--timing", "ideal");
        assertThat(result.out()).contains("Linux 6.12", "timing ideal with 1 given in");
    }
}
