package dev.kdumpstop.evidence.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a broken line is told with its place and what was expected; the others are read")
class BrokenVectorsTest {
    private static final String GOOD = VectorText.xapic()
            .cpu("run")
            .cpu("nmi")
            .icr(0, 1, 0x4400)
            .read(1, 0x80)
            .release(1)
            .standing("\"implementationDefinedFields\":[\"cpus[*].esr\"],\"oracles\":[\"a\"],\"oraclesAgree\":true")
            .line("t-good");

    private static List<RecordingProblem> problems(String line) {
        List<ApicVector> vectors = new ArrayList<>();
        List<RecordingProblem> problems = VectorText.read(GOOD + "\n" + line + "\n" + GOOD + "\n", vectors);
        assertThat(vectors).as("the lines around it").hasSize(2);
        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.line()).isEqualTo(2));
        return problems;
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # from                                    | to                         | found                                   | expected
            "op":"regRead"                            | "op":"regRaed"             | `op`: `regRaed`                         | Did you mean 'regRead'?
            "state":"nmi"                             | "state":"nmj"              | `state`: `nmj`                          | Did you mean 'nmi'?
            "state":"nmi"                             | "state":7                  | `cpus[1].state`: `7`                    | a text
            "state":"nmi"                             | "state":"raw"              | the unknown key `cpus[1].ldr`           | a key that exists
            "icrLow":"0x00004400"}                    | "icrLaw":"0x00004400"}     | no `writes[0].icrLow`                   | a text with a hexadecimal number
            "icrLow":"0x00004400"}                    | "icrLaw":"0x00004400"}     | the unknown key `writes[0].icrLaw`      | Did you mean 'icrLow'?
            "icrHigh":"0x01000000","icrLow":"0x00004400"}|"icrHigh":"1000","icrLow":"0x00004400"}| `writes[0].icrHigh`: `"1000"` | "0x1ff"
            "icrHigh":"0x01000000","icrLow":"0x00004400"}|"icrHigh":"0xzz","icrLow":"0x00004400"}| `writes[0].icrHigh`: `"0xzz"` | "0x1ff"
            "icrHigh":"0x01000000","icrLow":"0x00004400"}|"icrHigh":"0x101000000","icrLow":"0x00004400"}| `writes[0].icrHigh` | at most 32 bits
            "sender":0                                | "sender":5                 | `sender`: no CPU with APIC id 5         | one of [0, 1]
            "offset":"0x080"                          | "offset":"0x084"           | `offset`: 0x084                         | a multiple of 0x10
            "mode":"xapic"                            | "mode":"x3apic"            | `mode`: `x3apic`                        | xapic or x2apic
            "id":"t-good",                            |                            | no `id`                                 | `id`: a text
            "expect"                                  | "expected"                 | no `expect`                             | an object
            "expect"                                  | "expected"                 | the unknown key `expected`              | Did you mean 'expect'?
            "cpus":[{"apicId":0,"state"               | "cpus":[{"apicId":1,"state"| APIC id 1 twice                         | a different id
            "apicId":0,"delivered"                    | "apicId":3,"delivered"     | `expect.cpus[0].apicId`: 3              | that of `cpus[0]`: 0
            "delivered":[],"nmi":0}                   | "delivered":[256],"nmi":0} | `delivered`: vector 256                 | vectors from 0 to 255
            "delivered":[],"nmi":0}                   | "delivered":7,"nmi":0}     | `expect.cpus[0].delivered`: `7`         | a list of integers
            "delivered":[],"nmi":0}                   | "delivered":[],"nmi":-1}   | `expect.cpus[0].nmi`: `-1`              | an integer from 0
            "delivered":[],"nmi":0}                   | "deliverd":[],"nmi":0}     | the unknown key `expect.cpus[0].deliverd` | Did you mean 'delivered'?
            {"notChecked":true}                       | {}                         | no `expect.writes[1].value`             | `expect.writes[1].value`
            {"notChecked":true},{}]                   | {"notChecked":true}]       | `expect.writes`: 2 elements             | as many as `writes` has: 3
            "deliveryStatus":"idle"                   | "deliveryStatus":"idel"    | `deliveryStatus`: `idel`                | idle or pending
            cpus[*].esr                               | cpus[*].ers                | `implementationDefinedFields`: `cpus[*].ers` | Did you mean 'esr'?
            cpus[*].esr                               | cpu.esr                    | `implementationDefinedFields`: `cpu.esr`| a path such as cpus[*].nmi
            "implementationDefined":true              | "implementationDefined":false | `implementationDefined`: false with 1 | true with the fields
            "oraclesAgree":true                       | "oraclesAgree":1           | `oraclesAgree`: `1`                     | true or false
            "oraclesAgree":true                       | "oracleAgree":true         | the unknown key `oracleAgree`           | Did you mean 'oraclesAgree'?
            "oraclesAgree":true                       | "sdmPlainReading":"perhaps"| `sdmPlainReading`: `perhaps`            | `agrees`, or `differs: ` and why
            "svr":"0x1ff","tpr":"0x00"},{"apicId":1   | "tpr":"0x00"},{"apicId":1  | no `cpus[0].svr`                        | a hexadecimal number
            """)
    void fields(String from, String to, String found, String expected) {
        String broken = GOOD.replace(from, to == null ? "" : to);
        assertThat(broken).as("changed").isNotEqualTo(GOOD);
        assertThat(problems(broken)).anySatisfy(problem -> {
            assertThat(problem.found()).contains(found);
            assertThat(problem.expected()).contains(expected);
        });
    }

    @Test
    void allProblemsOfALineAreToldAtOnce() {
        String broken = GOOD.replace("\"op\":\"regRead\"", "\"op\":\"read\"")
                .replace("\"mode\":\"xapic\"", "\"mode\":\"apic\"")
                .replace("\"state\":\"nmi\"", "\"state\":\"NMI\"");
        assertThat(problems(broken)).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no JSON at all        | no JSON at column
            {"id":"t","id":"u"}   | no JSON at column
            [1, 2]                | `[1, 2]`
            {"id":                | in the middle of a JSON object
            """)
    void noVector(String line, String found) {
        assertThat(problems(line))
                .hasSize(1)
                .first()
                .satisfies(problem -> assertThat(problem.found()).contains(found));
    }

    @Test
    @DisplayName("JSON beyond what the reader takes: nesting, digits")
    void beyondLimits() {
        for (String line : List.of("[".repeat(100_000), "{\"id\":" + "1".repeat(1500) + "}")) {
            assertThat(problems(line))
                    .hasSize(1)
                    .first()
                    .satisfies(problem ->
                            assertThat(problem.found()).startsWith("no JSON (").contains("1000"));
        }
    }

    @Test
    void byteOrderMarkIsNoProblem() {
        List<ApicVector> vectors = new ArrayList<>();
        assertThat(VectorText.read("\uFEFF" + GOOD + "\n", vectors)).isEmpty();
        assertThat(vectors).hasSize(1);
    }

    @Test
    void cutOffFileIsTold() {
        List<ApicVector> vectors = new ArrayList<>();
        List<RecordingProblem> problems = VectorText.read(GOOD + "\n" + GOOD.substring(0, GOOD.length() / 2), vectors);
        assertThat(vectors).hasSize(1);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).line()).isEqualTo(2);
        assertThat(problems.get(0).expected()).contains("the file is cut off");
    }

    @Test
    void lastLineNeedsNoLineEnd() {
        List<ApicVector> vectors = new ArrayList<>();
        assertThat(VectorText.read(GOOD, vectors)).isEmpty();
        assertThat(vectors).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"''", "'\n\n'"})
    void emptyFileIsTold(String text) {
        List<RecordingProblem> problems = VectorText.read(text, new ArrayList<>());
        assertThat(problems)
                .hasSize(1)
                .first()
                .hasToString(
                        problems.get(0).file() + ": found an empty file; expected vectors, one JSON object a line");
    }

    @Test
    void binaryFilesDoNoHarm(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[200_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("binary.jsonl"), bytes);
        List<RecordingProblem> problems = VectorReader.read(file, vector -> {});
        assertThat(problems).isNotEmpty();
        assertThat(problems.get(0).found()).contains("not UTF-8");
        bytes[0] = 0x1f;
        bytes[1] = (byte) 0x8b;
        Files.write(file, bytes);
        assertThat(VectorReader.read(file, vector -> {}).get(0).found()).contains("a file that cannot be read");
    }
}
