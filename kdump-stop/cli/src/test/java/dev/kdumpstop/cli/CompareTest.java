package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
    /** The recordings are the evidence module's test data; here they are only read. */
    private static final Path RECORDINGS = Path.of("../evidence/src/test/resources/linux-crash");

    private static final String FLAT =
            RECORDINGS.resolve("a61-smp4-cpu0-kdump.jsonl").toString();
    private static final String BOOT =
            RECORDINGS.resolve("raw/a61-smp4-boot-notimestamps.log").toString();
    private static final String LOG =
            RECORDINGS.resolve("raw/a61-smp4-cpu0-kdump.log").toString();

    @TempDir
    private Path folder;

    private String changed(String from, String to) throws IOException {
        String text = Files.readString(Path.of(FLAT)).replaceFirst(from, to);
        return Files.writeString(folder.resolve("changed.jsonl"), text).toString();
    }

    @Test
    void explainedIsZero() {
        Cli.Result result = Cli.run("compare", FLAT);
        assertThat(result.exit()).as(result.err()).isZero();
        Golden.check("compare-explained.txt", result.out());
    }

    @Test
    void severalFilesAreSummedUp() {
        Cli.Result result = Cli.run("compare", FLAT, LOG, BOOT);
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("3 files: 2 explained, 1 nothing to explain\n")
                .contains("of these: 1 no stop writes; 1 no CPU names, takers unknown\n")
                .endsWith("what the header says is among the explanations: 1 of 1\n");
    }

    @Test
    void notExplainedIsOneWithTheFirstDifference() throws IOException {
        Cli.Result result = Cli.run("compare", changed("0x000c0400", "0x000c0401"));
        assertThat(result.exit()).isEqualTo(ExitCode.FOUND);
        Golden.check("compare-not-explained.txt", result.out());
    }

    @Test
    void blindTakesItsCpusFromTheEvents() {
        Cli.Result result = Cli.run("compare", "--blind", FLAT);
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("assumed    CPU 0 crashed: it sends the stop");
    }

    @Test
    void logTakesItsCpusFromAnotherHeader() {
        assertThat(Cli.run("compare", LOG).out()).contains("header     says nothing");
        Cli.Result result = Cli.run("compare", "--header", FLAT, LOG);
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("header     agrees").doesNotContain("CPU 0 crashed");
    }

    @Test
    void headerWithoutHeaderIsWrongUsage() {
        Cli.Result result = Cli.run("compare", "--header", LOG, FLAT);
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("it has no header; expected linux-crash-trace/1");
    }

    /** All problems of all files, each with its line and what was expected; the other files are compared all the same. */
    @Test
    void brokenFilesAreTwo() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(FLAT)));
        lines.set(20, "{ not json");
        lines.set(30, lines.get(30).replace("\"op\"", "\"po\""));
        Path twice = Files.write(folder.resolve("twice.jsonl"), lines);
        Path cut = Files.writeString(
                folder.resolve("cut.jsonl"), Files.readString(Path.of(FLAT)).substring(0, 9000));
        Path missing = folder.resolve("missing.jsonl");
        Cli.Result result = Cli.run("compare", twice.toString(), cut.toString(), missing.toString(), FLAT);
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.out())
                .contains("twice.jsonl:21: found")
                .contains("twice.jsonl:31: found")
                .containsPattern("cut.jsonl:\\d+: found .*; expected ")
                .contains("missing.jsonl: found a file that cannot be read")
                .contains("4 files: 1 explained, 3 broken");
    }

    @Test
    void jsonHasTheSame() throws IOException {
        Cli.Result result = Cli.run("compare", "--json", FLAT, changed("0x000c0400", "0x000c0401"));
        assertThat(result.exit()).isEqualTo(ExitCode.FOUND);
        assertThat(result.out())
                .contains("\"subArchitecture\" : \"x86_64/flat\"")
                .contains("\"verdict\" : \"AGREES\"")
                .contains("\"predicted\" : \"write ICR = 0x000c0400\"")
                .contains("\"line\" : 19");
    }

    @Test
    void noFileIsWrongUsage() {
        assertThat(Cli.run("compare").exit()).isEqualTo(ExitCode.USAGE);
    }
}
