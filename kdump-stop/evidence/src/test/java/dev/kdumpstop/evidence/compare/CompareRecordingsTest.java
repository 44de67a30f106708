package dev.kdumpstop.evidence.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.RecordingHeader;
import dev.kdumpstop.evidence.recording.TestRecordings;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every real recording: what its header says is in the set, and the set is as large as the table says. */
class CompareRecordingsTest {
    private static final Installed INSTALLED = Installed.discover();

    /** One row of {@code expected-set-size.csv}. */
    private record Row(String recording, int size, int blindSize, Set<Comparison.Peculiarity> peculiarities) {
        boolean isLog() {
            return recording.endsWith(".log");
        }

        String name() {
            return recording.substring(0, recording.lastIndexOf('.'));
        }

        Path file() {
            return isLog() ? TestRecordings.log(name()) : TestRecordings.trace(name());
        }

        /** A log's header is that of the same run's trace. */
        Optional<RecordingHeader> header() {
            Path trace = TestRecordings.trace(name());
            return Files.exists(trace) ? TestRecordings.readWhole(trace).header() : Optional.empty();
        }

        @Override
        public String toString() {
            return recording;
        }
    }

    static Stream<Row> rows() {
        try (InputStream in = CompareRecordingsTest.class.getResourceAsStream("/compare/expected-set-size.csv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(CompareRecordingsTest::row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        String[] cells = line.split(",", -1);
        EnumSet<Comparison.Peculiarity> kinds = EnumSet.noneOf(Comparison.Peculiarity.class);
        for (String word : cells[3].split(" ")) {
            if (!word.isEmpty()) {
                kinds.add(Comparison.Peculiarity.valueOf(word));
            }
        }
        return new Row(cells[0], Integer.parseInt(cells[1]), Integer.parseInt(cells[2]), kinds);
    }

    @Test
    void tableHasEveryRecording() {
        Set<String> files = new TreeSet<>();
        TestRecordings.traces().forEach(file -> files.add(file.getFileName().toString()));
        TestRecordings.logs().forEach(file -> files.add(file.getFileName().toString()));
        assertThat(files).hasSize(49);
        assertThat(rows().map(Row::recording)).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void classesAreCounted() {
        List<Row> all = rows().toList();
        assertThat(all)
                .filteredOn(row -> row.peculiarities().contains(Comparison.Peculiarity.NO_STOP_WRITES))
                .hasSize(3);
        assertThat(all)
                .filteredOn(row -> row.peculiarities().contains(Comparison.Peculiarity.NO_CPU_NAMES))
                .hasSize(2);
        assertThat(all)
                .filteredOn(row -> row.peculiarities().contains(Comparison.Peculiarity.CUT))
                .hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatTheHeaderSaysIsInTheSet(Row row) {
        check(row, false, row.size());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void andWithoutTheHeaderToo(Row row) {
        check(row, true, row.blindSize());
    }

    private static void check(Row row, boolean blind, int size) {
        Comparison comparison = new RecordingComparer(INSTALLED, blind, row.header()).compare(row.file());
        String shown = String.join("\n", ComparisonText.of(comparison));
        boolean nothing = size == 0;
        assertThat(comparison.status())
                .as(shown)
                .isEqualTo(nothing ? Comparison.Status.NOTHING_TO_EXPLAIN : Comparison.Status.EXPLAINED);
        assertThat(comparison.explanations()).as(shown).hasSize(size);
        assertThat(comparison.peculiarities()).as(shown).isEqualTo(row.peculiarities());
        assertThat(comparison.header().verdict())
                .as(shown)
                .isEqualTo(row.header().isPresent() ? HeaderCheck.Verdict.AGREES : HeaderCheck.Verdict.SAYS_NOTHING);
        assertThat(ComparisonText.of(comparison))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(ComparisonText.WIDTH));
    }

    /** The recording in which the crash path itself fails has an explanation of its own. */
    @Test
    void bigsmpWithoutShorthandCallsWhatIsNotThere() {
        Comparison comparison =
                new RecordingComparer(INSTALLED).compare(TestRecordings.trace("i61-smp12-cpu2-kdump-noshorthand"));
        assertThat(comparison.explanations()).allSatisfy(explanation -> {
            assertThat(explanation.subArchitecture()).isEqualTo("i386/bigsmp");
            assertThat(explanation.shorthand()).isEqualTo(Explanation.Shorthand.OFF);
            assertThat(explanation.headline().name()).isEqualTo("CRASH_PATH_FAILED");
        });
    }

    /** What a header says of the kernel is never looked at: with another answer in it, the set is the same. */
    @Test
    void answerInTheHeaderIsNotUsed() throws IOException {
        Path trace = TestRecordings.trace("a61-smp4-cpu0-kdump-noshorthand");
        List<String> lines = new ArrayList<>(Files.readAllLines(trace));
        String header = lines.get(0)
                .replace("\"arch\": \"amd64\"", "\"arch\": \"i386\"")
                .replace("no_ipi_broadcast=1", "")
                .replace("\"subArchitecture\": \"flat\"", "\"subArchitecture\": \"bigsmp\"")
                .replace("\"kdump\": true", "\"kdump\": false")
                .replace("6.1.0-50-amd64", "5.10.0-1-686");
        assertThat(header).isNotEqualTo(lines.get(0));
        lines.set(0, header);
        Path file = Files.createTempFile("lying", ".jsonl");
        try {
            Files.write(file, lines);
            Comparison honest = new RecordingComparer(INSTALLED).compare(trace);
            Comparison lying = new RecordingComparer(INSTALLED).compare(file);
            assertThat(lying.explanations()).isEqualTo(honest.explanations());
            assertThat(lying.header().verdict()).isEqualTo(HeaderCheck.Verdict.DISAGREES);
        } finally {
            Files.delete(file);
        }
    }

    /** The same recording twice: the same words. */
    @Test
    void comparesTheSameWayEveryTime() {
        Path trace = TestRecordings.trace("a61-smp12-cpu0-panic-hangcli5");
        assertThat(ComparisonText.of(new RecordingComparer(INSTALLED).compare(trace)))
                .isEqualTo(ComparisonText.of(new RecordingComparer(Installed.discover()).compare(trace)));
    }
}
