package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the program as a process: killed, interrupted, gone on with")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ExperimentProcessTest {
    private static final String STUDY = """
            repeat = 400
            machine { cpus = 8, release = 2.6.21 }
            timing { profile = netburst-fsb, short-message = "uniform(100ns, 900ns)" }
            scenario = "nmi-lockup:cpus=any(1),probability=0.5"
            compare.solution = baseline
            vary {
              subarch = [i386/bigsmp, i386/default, x86_64/flat, x86_64/physflat]
              solution = [baseline, A, B-1, B-2, upstream-2.6.22]
            }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void study() throws IOException {
        Files.writeString(folder.resolve("study.conf"), STUDY);
    }

    private List<String> words(String output, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "experiment",
                "run",
                folder.resolve("study.conf").toString(),
                "--output",
                folder.resolve(output).toString()));
        words.addAll(List.of(more));
        return words;
    }

    private Process start(String output, String... more) throws IOException {
        return ProgramProcess.of(words(output, more)).start();
    }

    private Program run(String output, String... more) {
        return Program.run(words(output, more).toArray(String[]::new));
    }

    /** Until so many cells are there. */
    private void awaitCells(String output, int count) throws IOException, InterruptedException {
        Path partial = folder.resolve(output).resolve("cells.partial");
        while (!Files.exists(partial)
                || Files.readString(partial, StandardCharsets.ISO_8859_1)
                                .lines()
                                .count()
                        <= count) {
            Thread.sleep(2);
        }
    }

    private void assertSame(String one, String other) throws IOException {
        for (String file : List.of("results.jsonl", "results.csv")) {
            assertThat(Files.mismatch(
                            folder.resolve(one).resolve(file),
                            folder.resolve(other).resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest(name = "after {0} cells")
    @ValueSource(ints = {0, 1, 5, 12})
    @DisplayName("kill -9 costs the cells in flight at most; what is gone on with ends with the same bytes")
    void killed(int cells) throws Exception {
        Process process = start("killed", "--threads", "2");
        awaitCells("killed", cells);
        process.destroyForcibly().waitFor();
        Program resumed = run("killed", "--resume", "--threads", "3");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(run("whole", "--threads", "1").exit()).isZero();
        assertSame("whole", "killed");
    }

    @Test
    @DisplayName(
            "Ctrl-C ends cleanly with 130; the run can be gone on with, once it is finished there is nothing to do")
    void interrupted() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")) || Files.isExecutable(Path.of("/usr/bin/kill")), "no kill");
        Process process = start("stopped", "--threads", "2");
        awaitCells("stopped", 2);
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isEqualTo(130);
        assertThat(said)
                .contains("stopped; what is finished is kept, go on with --resume")
                .doesNotContain("Exception");
        assertThat(folder.resolve("stopped").resolve("results.jsonl")).doesNotExist();

        Program refused = run("stopped");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("holds a run that was not finished: go on with --resume");
        assertThat(run("stopped", "--resume").exit()).isZero();
        assertThat(run("whole").exit()).isZero();
        assertSame("whole", "stopped");

        Program again = run("stopped", "--resume");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("is complete: all 20 cells are there");
        assertThat(run("stopped").err()).contains("finished run: replace them with --overwrite");
        assertThat(run("stopped", "--set", "solution=A").err()).isNotEmpty();
        assertThat(run("stopped", "--resume", "--overwrite").err()).contains("contradict each other");
    }

    @Test
    @DisplayName("one cell alone, by the printed command, has the bytes of its line")
    void oneCell() throws IOException {
        Program whole = run("whole", "--threads", "2");
        List<String> lines = Files.readAllLines(folder.resolve("whole").resolve("results.jsonl"));
        for (int i = 0; i < lines.size(); i += 7) {
            String id = lines.get(i).replaceFirst("\\{\"id\":\"([^\"]*)\".*", "$1");
            assertThat(run("none", "--cell", id).out()).isEqualTo(lines.get(i) + "\n");
            assertThat(run("none", "--cell", Integer.toString(i)).out()).isEqualTo(lines.get(i) + "\n");
        }
        String command = whole.out()
                .lines()
                .filter(line -> line.startsWith("one cell again: "))
                .findFirst()
                .orElseThrow();
        assertThat(command).contains("--cell '" + lines.get(0).replaceFirst("\\{\"id\":\"([^\"]*)\".*", "$1") + "'");
        assertThat(Program.run(
                                "experiment",
                                "plan",
                                folder.resolve("study.conf").toString())
                        .out())
                .contains("20 cells of crash-stop, at most 400 repetitions each; seed 1", "one cell alone: ")
                .contains("--cell 'solution=baseline subarch=i386/bigsmp'");
        assertThat(run("none", "--cell", "solution=A subarch=i386/bigsm").err())
                .contains("Did you mean 'solution=A subarch=i386/bigsmp'?");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    @DisplayName("a cell that meets fail-if is a finding: exit code 1")
    void findings() throws IOException {
        Files.writeString(
                folder.resolve("study.conf"),
                "repeat = 20\nfail-if = \"dump_lost_share > 0.3 && solution == baseline\"\n"
                        + STUDY.replace("repeat = 400\n", ""));
        Program run = run("found");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("fail-if: solution=baseline subarch=i386/bigsmp: dump_lost_share > 0.3");
    }
}
