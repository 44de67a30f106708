package dev.kdumpstop.evidence.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Breaks a real recording in one place at a time. */
class BrokenTracesTest {
    /** Lines of the file: 12 reads the ICR, 13 writes it, 14 is the first NMI taken. */
    private static final String NAME = "a61-smp4-cpu2-kdump";

    @TempDir
    Path folder;

    private Path file;
    private List<String> lines;

    @BeforeEach
    void readLines() throws IOException {
        file = folder.resolve("broken.jsonl");
        lines = Files.readAllLines(TestRecordings.trace(NAME));
    }

    private RecordingResult read(String... content) throws IOException {
        Files.writeString(file, String.join("\n", content) + "\n");
        return RecordingReader.read(file);
    }

    private RecordingResult readLinesWith(int line, String what, String replacement) throws IOException {
        assertThat(lines.get(line - 1)).contains(what);
        lines.set(line - 1, lines.get(line - 1).replace(what, replacement));
        Files.write(file, lines);
        return RecordingReader.read(file);
    }

    private static RecordingProblem only(RecordingResult result) {
        assertThat(result.problems()).hasSize(1);
        return result.problems().get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "12 | 0x000008fb      | 000008fb         | `value`: `\"000008fb\"`",
                "12 | 0x000008fb      | 0x1000008fb      | `value`: `\"0x1000008fb\"`",
                "12 | 0x000008fb      | 0x00000g         | `value`: `\"0x00000g\"`",
                "12 | \"0x000008fb\" | 2299          | `value`: `2299`",
                "12 | \"value\":     | \"valeu\":      | no `value`",
                "12 | \"cpu\": 2     | \"cpu\": 4       | `cpu`: `4`",
                "12 | \"cpu\": 2     | \"cpu\": -1      | `cpu`: `-1`",
                "12 | \"cpu\": 2     | \"cpu\": 1.5     | `cpu`: `1.5`",
                "12 | \"cpu\": 2,    | \" \": 2,        | no `cpu`",
                "12 | \"t\": 24011   | \"t\": true      | `t`: `true`",
                "12 | icr-read        | icr-raed         | `op`: `icr-raed`",
                "12 | 0x300           | 0x308            | `offset`: 0x308",
                "12 | 0x300           | 0x1300           | `offset`: `\"0x1300\"`",
                "12 | 0x300           | 0x310            | `register` `ICR` at `offset` 0x310",
                "12 | icr-read        | reg-read         | `op` reg-read at `offset` 0x300",
                "14 | nmi             | nim              | `kind`: `nim`",
                "14 | \"vector\": 2  | \"vector\": 256  | `vector`: `256`",
                "15 | timer           | timmer           | `lvt`: `timmer`",
                "15 | fixed           | fxied            | `deliveryMode`: `fxied`",
            })
    void aBrokenEventIsReportedAndTheOthersAreRead(int line, String what, String replacement, String found)
            throws IOException {
        RecordingResult result = readLinesWith(line, what, replacement);

        RecordingProblem problem = only(result);
        assertThat(problem.line()).isEqualTo(line);
        assertThat(problem.file()).isEqualTo(file);
        assertThat(problem.severity()).isEqualTo(RecordingProblem.Severity.ERROR);
        assertThat(problem.found()).isEqualTo(found);
        assertThat(problem.expected()).isNotBlank();
        assertThat(result.isWhole()).isFalse();
        assertThat(result.recording().orElseThrow().events()).hasSize(lines.size() - 2);
    }

    @Test
    void allProblemsAreReportedAtOnce() throws IOException {
        readLinesWith(12, "icr-read", "icr-raed");
        readLinesWith(13, "{", "");
        RecordingResult result = readLinesWith(20, "\"cpu\": 0", "\"cpu\": 77");

        assertThat(result.problems()).extracting(RecordingProblem::line).containsExactly(12, 13, 20);
    }

    @Test
    void aLineThatIsNoJsonIsReportedOnce() throws IOException {
        RecordingProblem problem = only(readLinesWith(13, "\"i\": 11", "\"i\" 11"));
        assertThat(problem.line()).isEqualTo(13);
        assertThat(problem.found()).startsWith("no JSON at column ");
    }

    @Test
    void aKeyGivenTwiceIsNoJson() throws IOException {
        RecordingProblem problem = only(readLinesWith(13, "\"i\": 11", "\"i\": 11, \"i\": 11"));
        assertThat(problem.found()).contains("Duplicate field 'i'");
    }

    @Test
    void somethingAfterTheObjectIsReported() throws IOException {
        lines.set(12, lines.get(12) + " {}");
        Files.write(file, lines);
        assertThat(only(RecordingReader.read(file)).line()).isEqualTo(13);
    }

    @Test
    void aFileCutOffInALineIsReported() throws IOException {
        String whole = String.join("\n", lines.subList(0, 100));
        Files.writeString(file, whole.substring(0, whole.length() - 20));
        RecordingResult result = RecordingReader.read(file);

        RecordingProblem problem = only(result);
        assertThat(problem.line()).isEqualTo(100);
        assertThat(problem.found()).startsWith("the end of the file in the middle of a JSON object, after ");
        assertThat(problem.expected()).contains("the file is cut off");
        assertThat(result.recording().orElseThrow().events()).hasSize(98);
    }

    @Test
    void aMissingLastLineEndAloneIsNoProblem() throws IOException {
        Files.writeString(file, String.join("\r\n", lines));
        RecordingResult result = RecordingReader.read(file);
        assertThat(result.problems()).isEmpty();
        assertThat(result.recording().orElseThrow().events()).hasSize(lines.size() - 1);
    }

    @Test
    void missingEventsAreReported() throws IOException {
        lines.remove(20);
        Files.write(file, lines);
        RecordingProblem problem = only(RecordingReader.read(file));
        assertThat(problem.line()).isEqualTo(21);
        assertThat(problem.found()).isEqualTo("event number 20");
        assertThat(problem.expected()).isEqualTo("event number 19: events are missing");
    }

    @Test
    void eventsOutOfOrderAreReported() throws IOException {
        String moved = lines.remove(20);
        lines.add(25, moved);
        Files.write(file, lines);
        assertThat(RecordingReader.read(file).problems())
                .extracting(RecordingProblem::expected)
                .containsExactly(
                        "event number 19: events are missing",
                        "event number 25: events are out of order",
                        "event number 20: events are missing");
    }

    @Test
    void unknownKeysAreWarningsOnceEach() throws IOException {
        readLinesWith(1, "{", "{\"new\": 1, ");
        readLinesWith(12, "{", "{\"more\": [1], ");
        RecordingResult result = readLinesWith(13, "{", "{\"more\": [1], ");

        assertThat(result.isWhole()).isTrue();
        assertThat(result.problems())
                .extracting(RecordingProblem::toString)
                .containsExactly(
                        file
                                + ":1: warning: found `new` in the header; expected a key of linux-crash-trace/1; not used",
                        file + ":12: warning: found `more` in an event (reported once); expected a key of"
                                + " linux-crash-trace/1; not used");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"onlineAtCrash\": \"0-3\"  | \"onlineAtCrash\": \"0-2\"  | `apicIds`: 4 ids",
                "\"onlineAtCrash\": \"0-3\"  | \"onlineAtCrash\": \"3-0\"  | `onlineAtCrash`: `3-0`",
                "\"onlineAtCrash\": \"0-3\"  | \"onlineAtCrash\": \"\"     | `onlineAtCrash`: an empty text",
                "\"onlineAtCrash\": \"0-3\"  | \"onlineAtCrash\": 3        | `onlineAtCrash`: `3`",
                "\"present\": \"0-3\"        | \"present\": \"0-2\"        | `onlineAtCrash`: [0, 1, 2, 3]",
                "\"present\": \"0-3\"        | \"present\": \"0-4\"        | `present`: [0, 1, 2, 3, 4]",
                "\"crashingCpu\": 2           | \"crashingCpu\": 7           | `crashingCpu`: 7",
                "\"crashingCpu\":             | \"crashing\":                | no `crashingCpu`",
                "[0, 1, 2, 3]                  | [0, 1, 2, 2]                  | `apicIds`: [0, 1, 2, 2]",
                "[0, 1, 2, 3]                  | [0, 1, 2, -3]                 | `apicIds`: `-3`",
                "\"kdump\": true              | \"kdump\": \"yes\"         | `kdump`: `\"yes\"`",
                "\"stopVia\":                 | \"stopped\":                 | no `summary.stopVia`",
            })
    void aBrokenHeaderIsReportedAndTheEventsAreRead(String what, String replacement, String found) throws IOException {
        RecordingResult result = readLinesWith(1, what, replacement);

        assertThat(result.problems()).isNotEmpty();
        assertThat(result.problems().get(0).found()).isEqualTo(found);
        assertThat(result.problems().get(0).line()).isEqualTo(1);
        assertThat(result.isWhole()).isFalse();
        Recording recording = result.recording().orElseThrow();
        assertThat(recording.header()).isEmpty();
        assertThat(recording.events()).hasSize(lines.size() - 1);
    }

    @Test
    void aHeaderWithoutAnyAnswerIsAHeader() throws IOException {
        for (String key : List.of("subArchitecture", "kdump", "outcome", "summary")) {
            readLinesWith(1, "\"" + key + "\":", "\"not-" + key + "\":");
        }
        RecordingResult result = RecordingReader.read(file);
        assertThat(result.isWhole()).isTrue();
        assertThat(result.recording().orElseThrow().header().orElseThrow().truth())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"x\"}",
                "{\"format\": \"linux-crash-trace/2\"}",
                "{\"format\": 1}",
                "{",
                "{\"i\": 0, \"t\": 0, \"cpu\": 0, \"op\": \"func\", \"fn\": \"panic\"}"
            })
    void anotherFirstLineIsNoRecording(String first) throws IOException {
        RecordingResult result = read(first, "{\"i\": 0}");
        assertThat(result.recording()).isEmpty();
        assertThat(only(result).line()).isEqualTo(1);
    }

    @Test
    void aHeaderAloneIsNotEnough() throws IOException {
        RecordingResult result = read(lines.get(0));
        assertThat(only(result).found()).isEqualTo("no event after the header");
        assertThat(result.isWhole()).isFalse();
    }

    @Test
    void bytesThatAreNoTextAreReported() throws IOException {
        Files.write(file, (lines.get(0) + "\n{\"i\": 0, \"\u00ff\": 0}\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(RecordingReader.read(file).problems().get(0).found()).startsWith("bytes that are not UTF-8");
    }

    @Test
    void aVeryLongLineIsReportedAndSkipped() throws IOException {
        lines.add(5, "{\"x\": \"" + "x".repeat(2 * LineSource.LONGEST_LINE) + "\"}");
        Files.write(file, lines);
        RecordingResult result = RecordingReader.read(file);
        assertThat(result.problems().get(0).line()).isEqualTo(6);
        assertThat(result.problems().get(0).found()).isEqualTo("a line of more than 1048576 bytes");
        assertThat(result.recording().orElseThrow().events()).hasSize(lines.size() - 2);
    }

    @Test
    void aFloodOfProblemsEnds() throws IOException {
        StringBuilder content = new StringBuilder(lines.get(0)).append('\n');
        content.append("[]\n".repeat(5000));
        Files.writeString(file, content);
        List<RecordingProblem> problems = RecordingReader.read(file).problems();
        assertThat(problems).hasSize(1001);
        assertThat(problems.get(1000).found()).isEqualTo("4001 further problems, not listed");
    }
}
