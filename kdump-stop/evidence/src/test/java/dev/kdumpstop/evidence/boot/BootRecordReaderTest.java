package dev.kdumpstop.evidence.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lines say. */
class BootRecordReaderTest {
    @TempDir
    Path folder;

    private BootRecord read(String text) throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, text);
        return BootRecordReader.read(List.of(file));
    }

    private static String said(BootRecord record) {
        return record.statements().stream()
                .map(said -> said.topic() + " " + said.value())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Linux version 2.6.21.5 (x@y) (gcc version 4.1.2) #1 SMP | RELEASE 2.6.21.5",
                "Linux version 6.1.0-50-amd64 (x) | RELEASE 6.1.0-50-amd64; ARCHITECTURE x86_64",
                "Linux version 5.10.0-32-686-pae (x) | RELEASE 5.10.0-32-686-pae; ARCHITECTURE i386",
                "Linux version 2.6.9-42.ELsmp.i686 (x) | RELEASE 2.6.9-42.ELsmp.i686; ARCHITECTURE i386",
                "Linux version 6.8.0-45-generic (b) (x86_64-linux-gnu-gcc-13) | RELEASE 6.8.0-45-generic; ARCHITECTURE_HINT"
                        + " x86_64",
                "Command line: ro quiet | COMMAND_LINE ro quiet; ARCHITECTURE_HINT x86_64",
                "Kernel command line: ro quiet | COMMAND_LINE ro quiet",
                "smpboot: Allowing 10 CPUs, 4 hotplug CPUs | POSSIBLE 10; PRESENT 6; HOTPLUG_BUILD yes; WORDING ..6.9",
                "SMP: Allowing 4 CPUs, 0 hotplug CPUs | POSSIBLE 4; PRESENT 4; HOTPLUG_BUILD yes; WORDING ..6.9",
                "CPU topo: Allowing 6 present CPUs plus 2 hotplug CPUs | PRESENT 6; POSSIBLE 8; WORDING 6.9..",
                "Processors: 16 | PRESENT 16",
                "ACPI: LAPIC (acpi_id[0x01] lapic_id[0x1c] enabled) | FIRMWARE_ID 28",
                "ACPI: X2APIC (apic_id[0x1ff] uid[0x1ff] enabled) | FIRMWARE_ID 511",
                "Processor #16 15:2 APIC version 20 | FIRMWARE_ID 16; FAMILY_MODEL 15/2; APIC_VERSION 20",
                "Processor #3 | FIRMWARE_ID 3",
                "APIC: NR_CPUS/possible_cpus limit of 4 reached. Processor 5/0x12 ignored. | REFUSED_ID 18",
                "Booting processor 3/6 eip 3000 | STARTED 3; CPU_ID 3=6",
                "Booting processor 1/4 APIC 0x10 | STARTED 1; CPU_ID 1=16",
                "Booting processor 2 APIC 0x4 ip 0x6000 | STARTED 2; CPU_ID 2=4",
                "smpboot: Booting Node 0 Processor 3 APIC 0x12 | STARTED 3; CPU_ID 3=18",
                "CPU 1/0x2 -> Node 0 | CPU_ID 1=2",
                "Booting Node   0, Processors  #1 #2 Ok. | STARTED 1; STARTED 2",
                ".... node  #1, CPUs:    #8  #9 | STARTED 8; STARTED 9",
                "  #9 #10 #11 | STARTED 9; STARTED 10; STARTED 11",
                "CPU topo: Allowing 24 present CPUs | PRESENT 24; WORDING 6.9..",
                "ACPI: OEM1 3FFF0200, 0080 (r1 UNISYS ES7000     1001 UNI  20030101) | OEM1_ID UNISYS",
                "Hyper-V: Using IPI hypercalls | FOREIGN_IPI Hyper-V",
                "smp: Brought up 2 nodes, 16 CPUs | ONLINE_COUNT 16",
                "Brought up 4 CPUs | ONLINE_COUNT 4",
                "x86: Booted up 1 node, 4 CPUs | ONLINE_COUNT 4",
                "smpboot: Total of 4 processors activated (19962.12 BogoMIPS) | ONLINE_COUNT 4",
                "smpboot: do_boot_cpu failed(-1) to wakeup CPU#2 | FAILED 2",
                "smpboot: CPU 2 is now offline | WENT_OFFLINE 2",
                "smpboot: CPU0: Intel(R) Xeon(R) CPU (family: 0x6, model: 0x3f, stepping: 0x2) | VENDOR intel; FAMILY_MODEL"
                        + " 6/63",
                "smpboot: CPU0: Intel(R) Core(TM) i7 (fam: 06, model: 2a, stepping: 07) | VENDOR intel; FAMILY_MODEL 6/42",
                "CPU0: AMD Opteron(tm) Processor 850 stepping 0a | VENDOR amd",
                "Quad-Core AMD Opteron(tm) Processor 8356 stepping 03 | VENDOR amd",
                "smpboot: CPU0: Hygon C86 7185 (family: 0x18, model: 0x1, stepping: 0x1) | VENDOR hygon; FAMILY_MODEL 24/1",
                "Using APIC driver summit | DRIVER summit; ARCHITECTURE i386; DRIVER_SETTLED driver printed",
                "Switched to APIC driver `summit'. | DRIVER summit",
                "Enabling APIC mode:  NUMA-Q.  Using 2 I/O APICs | DRIVER NUMA-Q; ARCHITECTURE i386; DRIVER_SETTLED driver"
                        + " printed",
                "Setting APIC routing to physical flat | DRIVER physical flat; DRIVER_SETTLED driver printed; ARCHITECTURE"
                        + " x86_64",
                "Switched APIC routing to physical flat. | DRIVER physical flat; DRIVER_SETTLED driver printed; ARCHITECTURE"
                        + " x86_64",
                "APIC: Switched APIC routing to: cluster x2apic | DRIVER cluster x2apic; DRIVER_SETTLED driver printed;"
                        + " ARCHITECTURE x86_64; X2APIC on",
                "APIC: Switched APIC routing to: bigsmp | DRIVER bigsmp; DRIVER_SETTLED driver printed; ARCHITECTURE i386",
                "IPI shorthand broadcast: disabled | SHORTHAND disabled; DRIVER_SETTLED shorthands; WORDING 5.4..",
                "Using IPI Shortcut mode | SHORTHAND enabled; ARCHITECTURE i386; WORDING ..5.4",
                "x2apic enabled | X2APIC on",
                "x2apic: enabled by BIOS, switching to x2apic ops | X2APIC on",
                "DMAR-IR: x2apic is disabled because BIOS sets x2apic opt out bit. | X2APIC off; X2APIC_CAPABLE yes",
                "x2apic: IRQ remapping doesn't support X2APIC mode | X2APIC off; X2APIC_CAPABLE yes",
                "system APIC only can use physical flat | FADT_PHYSICAL yes",
                "ACPI: FACP 0x000000006F6C0000 000114 (v06 ACME   TWIN     01072009 ACM  00010013) | FADT_REVISION 6",
                "ACPI: APIC DFF9C140, 00D2 (r1 IBM    SERVIGIL     1000 IBM  45444F43) | OEM_ID IBM; OEM_TABLE_ID SERVIGIL",
                "ACPI: MADT (v001 ACMESV MODEL12W 0x06040000 ACM  0x00000001) @ 0xd7ff8b04 | OEM_ID ACMESV; OEM_TABLE_ID"
                        + " MODEL12W",
                "OEM ID: IBM ENSW Product ID: VIGIL SMP    APIC at: 0xFEE00000 | OEM_ID IBM ENSW; PRODUCT_ID VIGIL SMP",
                "DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-1 04/01/2014 | SYSTEM QEMU Standard PC (i440FX +"
                        + " PIIX, 1996); BIOS_VERSION 1.16.2-1; HYPERVISOR QEMU Standard PC (i440FX + PIIX, 1996)",
                "DMI: HP ProLiant DL740, BIOS P47 12/02/2004 | SYSTEM HP ProLiant DL740; BIOS_VERSION P47",
                "HP ProLiant DL740 detected: force use of apic=bigsmp | BIOS_VENDOR HP; BIOS_VERSION P47-",
                "Hypervisor detected: Microsoft Hyper-V | HYPERVISOR Microsoft Hyper-V",
                "Booting paravirtualized kernel on KVM | HYPERVISOR KVM",
                "kvm-guest: setup PV IPIs | FOREIGN_IPI KVM",
                "Architecture:            i686 | ARCHITECTURE i386",
                "On-line CPU(s) list:     0-1,3 | ONLINE_NOW 0; ONLINE_NOW 1; ONLINE_NOW 3",
            })
    void aLine(String line, String expected) throws IOException {
        assertThat(said(read(line + "\n"))).isEqualTo(expected);
    }

    /** Lines that look like others and say nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACPI: LAPIC (acpi_id[0x05] lapic_id[0x84] disabled)|",
                "ACPI: LAPIC (acpi_id[0xff] lapic_id[0xff] enabled)|",
                "ACPI: LAPIC_NMI (acpi_id[0xff] dfl dfl lint[0x1])|",
                "IOAPIC[0]: apic_id 8, version 32, address 0xfec00000, GSI 0-23|",
                "Booting paravirtualized kernel on bare hardware|",
                "  Intel GenuineIntel|",
                "ACPI: Reserving APIC table memory at [mem 0x6f6c1000-0x6f6c195d]|",
                "(XEN) SMP: Allowing 4 CPUs (0 hotplug CPUs)|",
                "CPU: 0 PID: 1 Comm: swapper Not tainted 6.1.0|",
                "CPU0: Thermal monitoring enabled (TM1)|",
            })
    void nothing(String line) throws IOException {
        BootRecord record = read(line + "\n");
        assertThat(record.statements()).isEmpty();
        assertThat(record.problems()).hasSize(1);
    }

    @Test
    void linesAreNumberedAsAnEditorDoes() throws IOException {
        BootRecord record = read("noise\r\r\n\r\n[    0.000000] x2apic enabled[    0.100000] x\r\n");
        assertThat(record.statements().get(0).line()).isEqualTo(new LogLine("log", 3, "x2apic enabled"));
    }

    @Test
    void cpuinfoIsReadByBlocks() throws IOException {
        BootRecord record = read("""
                processor\t: 0
                vendor_id\t: AuthenticAMD
                cpu family\t: 23
                model\t\t: 1
                apicid\t\t: 16
                fdiv_bug\t: no
                flags\t\t: fpu x2apic hypervisor

                processor\t: 2
                apicid\t\t: 18
                """);
        assertThat(said(record))
                .isEqualTo("ONLINE_NOW 0; VENDOR amd; FAMILY_MODEL 23/1; CPU_ID 0=16; ARCHITECTURE i386; X2APIC_CAPABLE"
                        + " yes; HYPERVISOR by the CPU's flags; ONLINE_NOW 2; CPU_ID 2=18");
    }

    @Test
    void utf16IsRead() throws IOException {
        Path file = folder.resolve("wide");
        Files.write(file, "\uFEFFx2apic enabled\r\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(said(BootRecordReader.read(List.of(file)))).isEqualTo("X2APIC on");
    }

    @Test
    void theLastBootBeforeTheCapturesIsRead() throws IOException {
        BootRecord record = read("""
                Linux version 6.1.0 (x)
                smpboot: Allowing 8 CPUs, 0 hotplug CPUs
                Linux version 6.1.0 (x)
                smpboot: Allowing 4 CPUs, 0 hotplug CPUs
                Linux version 6.1.0 (x)
                Kernel command line: nr_cpus=1 elfcorehdr=0x2f000000
                smpboot: Allowing 1 CPUs, 0 hotplug CPUs
                """);
        assertThat(record.last(Topic.PRESENT).orElseThrow().value()).isEqualTo("4");
        assertThat(record.notes()).singleElement().asString().contains("holds 3 boots", "1 of a capture kernel");
    }

    @Test
    void filesOfTheSameNameAreToldApart() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other")).resolve("log");
        Files.writeString(other, "x2apic enabled\n");
        Path file = folder.resolve("log");
        Files.writeString(file, "x2apic enabled\n");
        assertThat(BootRecordReader.read(List.of(file, other)).statements())
                .extracting(said -> said.line().file())
                .containsExactly(file.toString(), other.toString());
    }
}
