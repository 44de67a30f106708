package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kdumpstop.core.apic.Deviation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformTest {
    /** The vectors are the evidence module's test data; here they are only read. */
    private static final String VECTORS = "../evidence/src/test/resources/apic-vectors";

    private static final Path DOCUMENT = Path.of("../../docs/conformance.md");
    private static final String BEGIN = "<!-- conform -->\n";
    private static final String END = "<!-- end -->\n";

    @TempDir
    private Path folder;

    private static List<String> lines(String id) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String oracle : List.of("bochs-2.7", "kvm-lapic", "qemu-7.2-tcg")) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(Path.of(VECTORS, oracle + ".jsonl.gz"))),
                    StandardCharsets.UTF_8))) {
                reader.lines().filter(line -> line.contains("\"" + id + "\"")).forEach(lines::add);
            }
        }
        return lines;
    }

    private String file(List<String> lines) throws IOException {
        return Files.write(folder.resolve("vectors.jsonl"), lines).toString();
    }

    private String golden(String text) {
        return text.replace(folder.toString(), "FOLDER");
    }

    @Test
    void nothingDiffersIsZero() {
        Cli.Result result = Cli.run("conform", VECTORS);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        Golden.check("conform.txt", result.out());
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).doesNotEndWith(" "));
    }

    @Test
    void theDocumentHasTheOutput() throws IOException {
        Cli.Result result = Cli.run("conform", VECTORS, "--profile", "sdm", "--profile", "auto", "--markdown");
        // Two lines of KVM differ; the document says why.
        assertThat(result.exit()).isEqualTo(ExitCode.FOUND);
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int to = document.indexOf(END);
        Golden.check(DOCUMENT, document.substring(0, from) + result.out() + document.substring(to));
        for (Deviation deviation : Deviation.values()) {
            assertThat(result.out()).contains("`" + deviation.id() + "` | " + deviation.summary());
        }
    }

    @Test
    void aDifferenceIsOneWithWhatDiffers() throws IOException {
        String file = file(lines("e-xapic-4-0033"));
        Cli.Result result = Cli.run("conform", file, "--profile", "kvm", "--option", "logical-nmi-skips-disabled=off");
        assertThat(result.exit()).isEqualTo(ExitCode.FOUND);
        Golden.check("conform-differs.txt", golden(result.out()));
    }

    @Test
    void oneCaseIsAPicture() throws IOException {
        Cli.Result result = Cli.run("conform", file(lines("e-xapic-4-0033")), "--explain", "e-xapic-4-0033");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("profile bochs-2.7,", "profile kvm,", "profile qemu-7.2,");
        Cli.Result one = Cli.run(
                "conform",
                file(lines("e-xapic-4-0033")),
                "--explain",
                "e-xapic-4-0033",
                "--profile",
                "kvm",
                "--option",
                "logical-nmi-skips-disabled=off");
        assertThat(one.exit()).isEqualTo(ExitCode.FOUND);
        Golden.check("conform-explain.txt", golden(one.out()));
    }

    @Test
    void x2apicCaseIsAPicture() throws IOException {
        Cli.Result result = Cli.run("conform", file(lines("f-x2apic-2-0064")), "--explain", "f-x2apic-2-0064");
        assertThat(result.exit()).isZero();
        Golden.check("conform-explain-x2apic.txt", golden(result.out()));
    }

    @Test
    void brokenLinesAreOneAndTheRestRuns() throws IOException {
        List<String> lines = new ArrayList<>(lines("e-xapic-4-0033"));
        lines.add(lines.get(0));
        lines.add(lines.get(0).replace("\"op\":\"icr\"", "\"op\":\"irc\""));
        lines.add("{");
        Cli.Result result = Cli.run("conform", file(lines));
        assertThat(result.exit()).isEqualTo(ExitCode.FOUND);
        assertThat(golden(result.out()))
                .contains("FOLDER/vectors.jsonl:4: found `id`: `e-xapic-4-0033` of bochs-2.7 again")
                .contains("FOLDER/vectors.jsonl:5: found `op`: `irc`; expected an operation. Did you mean 'icr'?")
                .contains("FOLDER/vectors.jsonl:6: found ")
                .endsWith("nothing differs; 3 problems in the files; lines that agree: sdm 2/2 instant, 2/2"
                        + " front-side-bus, 2/2 apic-bus\n");
    }

    @Test
    void ownHypervisorIsComparedInFullWhereAProfileIsGiven() throws IOException {
        List<String> lines = lines("e-xapic-4-0033").stream()
                .map(line -> line.replaceAll("\"oracle\":\"[^\"]*\"", "\"oracle\":\"mine\""))
                .toList();
        String file = file(lines.subList(1, 2));
        assertThat(Cli.run("conform", file).out()).endsWith("nothing was compared\n");
        assertThat(Cli.run("conform", file).exit()).isZero();
        assertThat(Cli.run("conform", file, "--profile", "kvm").exit()).isZero();
        Cli.Result manual = Cli.run("conform", file, "--profile", "sdm");
        assertThat(manual.exit()).isEqualTo(ExitCode.FOUND);
        assertThat(manual.out()).contains("cpus[0].nmi: recorded 0, model 1");
        assertThat(Cli.run("conform", file, "--profile", "auto").exit()).isEqualTo(ExitCode.FOUND);
    }

    @Test
    void aProfileThatNoLineIsAboutIsWrongUsage() throws IOException {
        String file = file(lines("e-xapic-4-0033").subList(0, 1));
        Cli.Result result = Cli.run("conform", file, "--profile", "kvm");
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("none of the 1 lines was recorded from what this profile describes");
        assertThat(Cli.run("conform", file, "--profile", "kvm", "--profile", "auto")
                        .exit())
                .isZero();
    }

    @Test
    void jsonHasTheSame() throws IOException {
        String file = file(lines("e-xapic-4-0033"));
        Cli.Result result = Cli.run("conform", file, "--json", "--profile", "sdm", "--all-lines");
        assertThat(result.exit()).isEqualTo(ExitCode.FOUND);
        JsonNode tally = new ObjectMapper()
                .readTree(result.out())
                .path("profiles")
                .path(0)
                .path("interconnects")
                .path(0);
        assertThat(tally.path("interconnect").asText()).isEqualTo("instant");
        assertThat(tally.path("agreeingLines").asInt()).isEqualTo(2);
        assertThat(tally.path("differing").path(0).path("oracle").asText()).isEqualTo("kvm-lapic");
        assertThat(tally.path("differing")
                        .path(0)
                        .path("fields")
                        .path(0)
                        .path("field")
                        .asText())
                .isEqualTo("cpus[0].nmi");
        JsonNode explained = new ObjectMapper()
                .readTree(Cli.run("conform", file, "--json", "--explain", "e-xapic-4-0033")
                        .out());
        assertThat(explained.path("cases")).hasSize(3);
        assertThat(explained.path("cases").path(0).path("machine")).hasSize(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            conform                                           | Missing required parameter
            conform VECTORS --profile kvn                     | --profile: unknown profile 'kvn'. Did you mean 'kvm'?
            conform VECTORS --interconnect bus                | --interconnect: unknown interconnect 'bus'
            conform VECTORS --option no-cmi=on                | unknown option 'no-cmi'. Did you mean 'no-cmci'?
            conform VECTORS --option no-cmci=yes              | no-cmci
            conform VECTORS --option apic-profile=kvm         | --option apic-profile: give --profile instead
            conform VECTORS --json --markdown                 | --json, --markdown and --explain: give one of them
            conform VECTORS --explain e-xapic-4-033           | there is no case 'e-xapic-4-033'. Did you mean
            conform VECTORS --explain e-xapic-4-0033 --profile sdm --profile kvm --option x | expected NAME=VALUE
            conform src/test/resources/machine                | a directory without vectors
            conform src/test/none                             | there is no such file or directory
            """)
    void wrongUsageIsTwo(String commandLine, String message) {
        Cli.Result result = Cli.line(commandLine.replace("VECTORS", VECTORS));
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message).doesNotContain("\tat ", "Exception");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aCaseThatIsNotComparedIsTold() throws IOException {
        Cli.Result result =
                Cli.run("conform", file(lines("e-xapic-4-0033")), "--explain", "e-xapic-4-0033", "--profile", "auto");
        assertThat(result.exit()).isZero();
        Cli.Result none = Cli.run(
                "conform",
                file(lines("e-xapic-4-0033").subList(0, 1)),
                "--explain",
                "e-xapic-4-0033",
                "--profile",
                "kvm");
        assertThat(none.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("recorded from bochs-2.7, try --profile auto or --all-lines");
    }
}
