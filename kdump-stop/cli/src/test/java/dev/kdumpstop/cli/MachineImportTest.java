package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.evidence.boot.BootRecordReader;
import dev.kdumpstop.experiments.config.MachineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines from boot logs. What the findings look like is in {@link GoldenTest}. */
class MachineImportTest {
    private static final Path RECORDINGS = Path.of("../evidence/src/test/resources/linux-crash");
    private static final String SAMPLES = "src/test/resources/boot/";
    private static final Map<String, String> DRIVERS = Map.of(
            "flat", "x86_64/flat",
            "physical flat", "x86_64/physflat",
            "cluster x2apic", "x86_64/x2apic-cluster",
            "physical x2apic", "x86_64/x2apic-phys",
            "default", "i386/default",
            "bigsmp", "i386/bigsmp");

    @TempDir
    Path folder;

    private static ImportResult read(List<Path> files) {
        return new MachineImporter(Extensions.wired(List.of())).run(BootRecordReader.read(files), null, null);
    }

    private static ImportResult sample(String... names) {
        return read(Stream.of(names).map(name -> Path.of(SAMPLES + name)).toList());
    }

    // --- the recordings ---

    static Stream<Arguments> recordings() throws IOException {
        List<Arguments> recordings = new ArrayList<>();
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    JsonNode header =
                            new ObjectMapper().readTree(lines.findFirst().orElseThrow());
                    recordings.add(Arguments.of(header.get("name").asText(), header));
                }
            }
        }
        return recordings.stream();
    }

    @Test
    void thereAreFortyRecordings() throws IOException {
        assertThat(recordings()).hasSize(40);
    }

    private static List<String> bootLog(JsonNode header) {
        List<String> lines = new ArrayList<>();
        header.get("bootLog").forEach(line -> lines.add(line.asText()));
        return lines;
    }

    private ImportResult log(List<String> lines) throws IOException {
        Path file = folder.resolve("boot.log");
        Files.write(file, lines);
        return read(List.of(file));
    }

    @ParameterizedTest(name = "{0}: the lines in its header are enough for the driver")
    @MethodSource("recordings")
    void theDriverOfARecordingByItsFewLines(String name, JsonNode header) throws IOException {
        ImportResult result = log(bootLog(header));
        assertThat(result.driver()).contains(driver(header));
        assertThat(result.agreement())
                .isIn(
                        ImportResult.Agreement.AGREES,
                        ImportResult.Agreement.AGREES_IF_ASSUMED,
                        ImportResult.Agreement.AGREES_IN_SILENCE);
    }

    @ParameterizedTest(name = "{0}: with release and command line nothing is assumed for the driver")
    @MethodSource("recordings")
    void theDriverOfARecordingWithItsKernel(String name, JsonNode header) throws IOException {
        boolean wide = header.get("arch").asText().equals("amd64");
        List<String> lines = new ArrayList<>();
        lines.add("Linux version " + header.get("kernelRelease").asText() + " (builder) #1 SMP");
        lines.add((wide ? "Command line: " : "Kernel command line: ")
                + header.get("cmdline").asText());
        lines.addAll(bootLog(header));
        ImportResult result = log(lines);
        assertThat(result.driver()).contains(driver(header));
        assertThat(result.agreement()).isIn(ImportResult.Agreement.AGREES, ImportResult.Agreement.AGREES_IN_SILENCE);
        assertThat(result.machine().maps().present())
                .hasToString(header.get("present").asText());
        if (header.get("offline").isNull()) {
            assertThat(result.machine().maps().online())
                    .hasToString(header.get("onlineAtCrash").asText());
        }
        assertThat(result.machine().boot().noIpiBroadcast())
                .isEqualTo(header.get("ipiShorthandAtBoot").asText().equals("disabled"));
    }

    private static String driver(JsonNode header) {
        return String.valueOf(DRIVERS.get(header.get("subArchitecture").asText()));
    }

    @ParameterizedTest(name = "{0} is refused")
    @MethodSource("rawLogs")
    void qemusLogsAreRefused(Path file) {
        Cli.Result result = Cli.run("machine", "import", file.toString());
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("is QEMU's own log of APIC accesses", "expected a Linux boot log");
    }

    static Stream<Path> rawLogs() throws IOException {
        try (Stream<Path> files = Files.list(RECORDINGS.resolve("raw"))) {
            return files.sorted().toList().stream();
        }
    }

    // --- other machines ---

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "i386-2.6.21-bigsmp.log       | i386/bigsmp           | AGREES            | 12 | 12 | 0-11       | 0-11",
                "i386-2.6.22-summit.log       | i386/summit           | AGREES            | 8  | 8  | 0-7        | 0-7",
                "i386-6.1-serial-crash.log    | i386/bigsmp           | AGREES            | 12 | 12 | 0-4,6-11   | 0-11",
                "x86_64-2.6.21-clustered.log  | x86_64/cluster        | AGREES            | 8  | 8  | 0-7        | 0-7",
                "x86_64-2.6.22-fadt.log       | x86_64/physflat       | AGREES_IF_ASSUMED | 4  | 4  | 0-3        | 0-3",
                "x86_64-3.10-two-sockets.log  |                       | UNKNOWN           | 12 | 32 | 0-11       | 0-11",
                "x86_64-5.15-optout.log       | x86_64/physflat       | AGREES            | 16 | 16 | 0-15       | 0-15",
                "x86_64-6.8-kvm.log           | x86_64/x2apic-phys    | AGREES_IF_ASSUMED | 4  | 4  | 0-3        | 0-3",
                "x86_64-6.12-maxcpus.log      | x86_64/physflat       | AGREES_IN_SILENCE | 6  | 6  | 0-2        | 0-2",
            })
    void aMachine(
            String file,
            String driver,
            ImportResult.Agreement agreement,
            int present,
            int possible,
            String online,
            String booted) {
        ImportResult result = sample(file);
        MachineSpec machine = result.machine();
        assertThat(result.driver().orElse(null)).isEqualTo(driver);
        assertThat(result.agreement()).isEqualTo(agreement);
        assertThat(machine.cpuCount()).isEqualTo(present);
        assertThat(machine.possibleCpus()).isEqualTo(possible);
        assertThat(machine.maps().online()).hasToString(online);
        assertThat(machine.maps().bootedOnce()).hasToString(booted);
    }

    @Test
    void idsComeWithTheirGaps() {
        assertThat(sample("i386-2.6.21-bigsmp.log").machine().apicIds())
                .containsExactly(0, 1, 2, 3, 6, 7, 0x10, 0x11, 0x12, 0x13, 0x16, 0x17);
        assertThat(sample("x86_64-3.10-two-sockets.log").machine().apicIds())
                .containsExactly(0, 2, 4, 6, 8, 10, 0x20, 0x22, 0x24, 0x26, 0x28, 0x2a);
    }

    @Test
    void aBootCpuThatIsNotFirstInTheListIsCpuZero() throws IOException {
        ImportResult result = log(List.of(
                "ACPI: LAPIC (acpi_id[0x00] lapic_id[0x00] enabled)",
                "ACPI: LAPIC (acpi_id[0x01] lapic_id[0x04] enabled)",
                "ACPI: LAPIC (acpi_id[0x02] lapic_id[0x06] enabled)",
                "Booting processor 1/0 eip 2000",
                "Booting processor 2/6 eip 2000"));
        assertThat(result.machine().apicIds()).containsExactly(4, 0, 6);
    }

    @Test
    void cpusBroughtUpByHandAreOnLineWhateverMaxcpusSays() throws IOException {
        ImportResult result = log(List.of(
                "Linux version 6.1.0 (x)",
                "Command line: maxcpus=2",
                "smpboot: Allowing 4 CPUs, 0 hotplug CPUs",
                ".... node  #0, CPUs:      #1",
                "smp: Brought up 1 node, 2 CPUs",
                "smpboot: Booting Node 0 Processor 2 APIC 0x4",
                "smpboot: Booting Node 0 Processor 3 APIC 0x6"));
        assertThat(result.machine().maps().online()).hasToString("0-3");
        assertThat(result.machine().maps().bootedOnce()).hasToString("0-3");
        assertThat(result.machine().apicIds()).containsExactly(0, 1, 4, 6);
    }

    @Test
    void numaChipsIdsNameNodes() throws IOException {
        ImportResult result = log(List.of(
                "Linux version 6.12.0 (x)",
                "ACPI: APIC 0x00000000DFF9A000 0000A0 (v01 NUMASC NCONNECT 00000001 NUMA 00000001)",
                "ACPI: X2APIC (apic_id[0x00] uid[0x00] enabled)",
                "ACPI: X2APIC (apic_id[0x01] uid[0x01] enabled)",
                "ACPI: X2APIC (apic_id[0x100] uid[0x02] enabled)"));
        assertThat(result.machine().apicIds()).containsExactly(0, 1, 0x100);
        assertThat(result.machine().node(2)).isEqualTo(1);
        assertThat(result.keys().get("firmware.node-ids").value()).isEqualTo("true");
    }

    @Test
    void severalFilesAreOneMachine() {
        ImportResult result = sample("x86_64-5.15-optout.log", "x86_64-5.15-cpuinfo.txt", "x86_64-5.15-lscpu.txt");
        assertThat(result.driver()).contains("x86_64/physflat");
        assertThat(result.machine().maps().online()).hasToString("0-4,6-15");
        assertThat(result.machine().maps().bootedOnce()).hasToString("0-15");
        // CPU 5 is off line, so no file tells its id.
        assertThat(result.machine().apicIds())
                .containsExactly(0, 2, 4, 6, 16, 5, 20, 22, 64, 66, 68, 70, 80, 82, 84, 86);
        assertThat(result.assumed()).anySatisfy(text -> assertThat(text).startsWith("APIC ids of CPUs 5"));
    }

    @Test
    void contradictionsAreNamed() {
        Cli.Result result = Cli.run(
                "machine",
                "import",
                SAMPLES + "x86_64-5.15-cpuinfo.txt",
                SAMPLES + "x86_64-5.15-other-cpuinfo.txt",
                SAMPLES + "i386-2.6.21-bigsmp.log",
                SAMPLES + "x86_64-6.12-maxcpus.log");
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains(
                        "kernel release: 2.6.21.5-bigmem (i386-2.6.21-bigsmp.log:1) or 6.12.9-200.fc41.x86_64",
                        "architecture: i386",
                        "CPU 1 has APIC id 0x02 (x86_64-5.15-cpuinfo.txt:19) or 0x01",
                        "APIC id 0x02 is CPU 1's",
                        "CPU vendor: intel",
                        "CPU 15 is named");
    }

    @Test
    void whatTheUserSaysWins() {
        Cli.Result result = Cli.run(
                "machine", "import", SAMPLES + "x86_64-5.15-cpuinfo.txt", "--release", "2.6.22", "--arch", "i386");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("driver     i386/bigsmp", "release = \"2.6.22\"");
    }

    // --- there and back ---

    static Stream<String> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(SAMPLES))) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("(i386|x86_64)-.*\\.log"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void theFileIsTheMachine(String name) throws IOException {
        ImportResult result = sample(name);
        Path file = folder.resolve("machine.conf");
        Cli.Result written = Cli.run("machine", "import", SAMPLES + name, "-o", file.toString(), "--explain");
        assertThat(written.exit()).isZero();
        assertThat(MachineFile.read(file).machine().spec()).isEqualTo(result.machine());
        boolean installed = result.selections().stream().anyMatch(ImportResult.Choice::installed);
        if (installed) {
            Cli.Result stop = Cli.run("stop", "--machine", file.toString());
            assertThat(stop.err()).isEmpty();
            assertThat(stop.out()).contains(result.driver().orElseThrow() + " (the kernel's own choice)");
        }
        // Without -o the terminal gets the same text.
        assertThat(Cli.run("machine", "import", SAMPLES + name, "--explain").out())
                .isEqualTo(Files.readString(file));
    }

    @Test
    void aMatrixTakesItToo() {
        Path file = folder.resolve("machine.conf");
        Cli.run("machine", "import", SAMPLES + "x86_64-6.12-maxcpus.log", "-o", file.toString());
        Cli.Result matrix = Cli.run("matrix", "--machine", file.toString(), "--scenario", "healthy");
        assertThat(matrix.err()).isEmpty();
        assertThat(matrix.out()).contains("6 CPUs (online 0-2)", "Linux 6.12.9", "2x x86_64/physflat");
    }

    @Test
    void jsonHasTheLinesAndTheRules() throws IOException {
        Cli.Result result = Cli.run("machine", "import", SAMPLES + "x86_64-2.6.21-clustered.log", "--json");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("driver").asText()).isEqualTo("x86_64/cluster");
        assertThat(json.get("agreement").asText()).isEqualTo("AGREES");
        assertThat(json.get("selectors").get(0).get("rules")).isNotEmpty();
        assertThat(json.get("lines").get(0).get("line").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "true,5,2,PENTIUM",
        "true,6,8,P6",
        "true,6,9,XAPIC",
        "true,6,15,XAPIC",
        "true,6,26,XAPIC_NEHALEM",
        "true,6,28,XAPIC",
        "true,6,29,XAPIC",
        "true,15,4,XAPIC",
        "false,23,1,XAPIC"
    })
    void generationsGoByFamilyAndModel(boolean intel, int family, int model, String generation) {
        assertThat(ImportedPlatform.generation(intel, family, model)
                        .orElseThrow()
                        .name())
                .isEqualTo(generation);
    }
}
