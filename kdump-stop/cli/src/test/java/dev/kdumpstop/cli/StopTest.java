package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One stop as numbers and files. What it looks like is in {@link GoldenTest}. */
class StopTest {
    private static JsonNode json(String commandLine) throws Exception {
        Cli.Result result = Cli.line(commandLine + " --json");
        assertThat(result.err()).isEmpty();
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void hang() throws Exception {
        JsonNode stop = json("stop --subarch i386/bigsmp --solution baseline --scenario nmi-lockup:cpus=3 --timeline");
        assertThat(stop.get("headline").asText()).isEqualTo("HUNG");
        assertThat(stop.get("proof")).isNotEmpty();
        assertThat(stop.has("timeToNextKernelPs")).isFalse();
        assertThat(stop.get("cpus")).hasSize(8);
        assertThat(stop.get("cpus").get(2).get("stopped").asBoolean()).isTrue();
        assertThat(stop.get("cpus").get(3).get("stopped").asBoolean()).isFalse();
        assertThat(stop.get("assumptions").get("nmi-acceptance").asText()).isEqualTo("retry-while-in-nmi");
        assertThat(stop.get("timing").get("register-read").get("provenance").asText())
                .isEqualTo("DEFINED");
        assertThat(stop.get("otherSolutions")).hasSizeGreaterThan(4);
        assertThat(stop.get("timeline")).isNotEmpty();
    }

    @Test
    void withoutSubArchitectureTheKernelChooses() throws Exception {
        JsonNode stop = json("stop --release 6.1 --cpus 12");
        assertThat(stop.get("assumptions").get("sub-architecture").asText()).isEqualTo("x86_64/physflat");
        assertThat(stop.get("kernelsOwnChoice")).isNotEmpty();
        assertThat(json("stop --subarch flat").get("kernelsOwnChoice")).isEmpty();
    }

    @Test
    void releaseFitsTheSubArchitecture() throws Exception {
        assertThat(json("stop --subarch flat").get("release").asText()).isEqualTo("2.6.21");
        assertThat(json("stop --subarch x2apic-phys").get("release").asText()).isEqualTo("6.1");
        assertThat(json("stop --subarch cluster").get("release").asText()).isEqualTo("2.6.21");
    }

    @Test
    void notesAreWrittenForEveryCpu(@TempDir Path folder) throws Exception {
        Path notes = folder.resolve("notes");
        Cli.Result result =
                Cli.run("stop", "--subarch", "bigsmp", "--scenario", "nmi-lockup:cpus=7", "--notes", notes.toString());
        assertThat(result.exit()).isZero();
        byte[] saved = Files.readAllBytes(notes.resolve("cpu1.note"));
        byte[] missing = Files.readAllBytes(notes.resolve("cpu7.note"));
        assertThat(saved).hasSize(176).startsWith(5, 0, 0, 0, 144);
        assertThat(missing).hasSize(176).containsOnly(0);
    }

    @Test
    void whatCannotBeWrittenIsTheUsersProblem(@TempDir Path folder) {
        Cli.Result result = Cli.run("stop", "--subarch", "flat", "--trace", folder.toString());
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("cannot write " + folder);
    }

    @Test
    void whatStandsInTheWayIsSaidInWords(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing");
        assertThat(Cli.run("stop", "--subarch", "flat", "--trace", missing + "/out.json")
                        .err())
                .startsWith("kdump-stop: cannot write " + missing + "/out.json: there is no directory " + missing);
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(Cli.run("stop", "--subarch", "flat", "--notes", file.toString())
                        .err())
                .startsWith("kdump-stop: cannot make the directory " + file + ": it is a file, not a directory");
        assertThat(Cli.run("stop", "--subarch", "flat", "--notes", file + "/notes")
                        .err())
                .contains(": " + file + " is a file, not a directory");
    }

    @Test
    void aWakeUpLosesNoDump() {
        assertThat(Cli.line(
                                "stop --subarch flat --procedure inquire-remote-apic:cpu=1 --solution baseline --scenario sender-wedged")
                        .out())
                .startsWith("HUNG: CPU 0 waits for ever\n");
    }

    @Test
    void theIcrOfX2apicModeHasSixteenDigits() {
        Cli.Result result = Cli.line("stop --subarch x2apic-phys --cpus 2 --timeline");
        assertThat(result.out()).containsPattern("writes ICR: [0-9a-f]{16}\n");
    }

    @Test
    void procedureOfAnotherSystemWaitsAsItsSystemDoes() {
        assertThat(Cli.line("stop --arch x86_64 --procedure xnu-nmi-stop").out())
                .containsPattern("x86_64/physflat, xnu-nmi-stop, solution xnu \\(what this\\s+system does\\)");
        assertThat(Cli.line("stop --procedure kdump --solution xnu").out())
                .containsPattern("solution xnu \\(what\\s+if: it was in\\s+xnu\\)");
    }

    @Test
    void waitPolicyIsAmongTheAssumptionsAndTheOthers() throws Exception {
        JsonNode stop = json("stop --subarch bigsmp --wait-policy rfc-loop:polls=50");
        assertThat(stop.get("assumptions").get("wait-policy").asText()).isEqualTo("rfc-loop:polls=50");
        assertThat(stop.get("waitPolicy").get("policy").asText()).isEqualTo("rfc-loop:polls=50");
        assertThat(stop.get("waitPolicy").get("inForce").asInt()).isZero();
        assertThat(stop.get("otherSolutions"))
                .isNotEmpty()
                .allSatisfy(other -> assertThat(
                                other.get("waitPolicy").get("inForce").asInt())
                        .isEqualTo(7));
        assertThat(json("stop --subarch bigsmp").has("waitPolicy")).isFalse();
    }
}
