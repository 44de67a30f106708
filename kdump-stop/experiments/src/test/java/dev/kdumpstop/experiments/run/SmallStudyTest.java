package dev.kdumpstop.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.config.ExperimentFile;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.result.CellJson;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small study from its file to its results. */
class SmallStudyTest {
    private static final Installed INSTALLED = Installed.discover();
    private static final String STUDY = """
            title = "where a stuck CPU hurts"
            repeat = 40
            seed = 7
            machine { cpus = 8 }
            timing { profile = netburst-fsb, short-message = { uniform = [100ns, 900ns] } }
            scenarios { some = [{ fault = nmi-lockup, cpus = { any = 1 }, probability = 0.5 }] }
            scenario = some
            compare.solution = baseline
            vary {
              subarch = [i386/bigsmp, i386/default]
              solution = [baseline, B-2, patient]
            }
            solutions { patient { base = A, polls = 5000, on-timeout = skip } }
            """;

    private final Experiment experiment = ExperimentFile.parse("study.conf", "study", STUDY, INSTALLED, Map.of());
    private final LocalCellRunner runner = new LocalCellRunner(new CrashStops(INSTALLED));

    @Test
    @DisplayName(
            "all solutions see the same dice: what the pairs say adds up, and only a sequence loses dumps at baseline")
    void commonRandomNumbers() {
        List<CellResult> results = experiment.cells().stream().map(runner::run).toList();
        assertThat(results).hasSize(6).allSatisfy(result -> {
            assertThat(result.error()).isEmpty();
            assertThat(result.runs()).isEqualTo(40);
        });
        CellResult baseline = find(results, "i386/bigsmp", "baseline");
        CellResult bounded = find(results, "i386/bigsmp", "B-2");
        long hung = baseline.count(List.of("HUNG"));
        assertThat(hung).isBetween(5L, 30L);
        assertThat(bounded.count(List.of("HUNG"))).isZero();
        assertThat(bounded.pairs().get(CellResult.Pair.ONLY_THIS)).isEqualTo(hung);
        assertThat(bounded.pairs().get(CellResult.Pair.BOTH)).isEqualTo(40 - hung);
        assertThat(find(results, "i386/default", "baseline").count(List.of("HUNG")))
                .isZero();
        assertThat(baseline.reference()).as("not compared with itself").isEmpty();
    }

    @Test
    @DisplayName(
            "dice hang on what is drawn, not on names: cases of one solution agree, and costs do not move the stuck CPU")
    void dicePlaces() {
        Experiment cases = ExperimentFile.parse("cases.conf", "cases", """
                repeat = 60
                machine { cpus = 8, release = 2.6.21 }
                subarch = i386/bigsmp
                scenario = [{ fault = nmi-lockup, cpus = { any = 1 } }]
                cases { one { solution = baseline }, two { solution = baseline }, three { solution = A } }
                vary { timing.register-read = [20ns, 60ns] }
                """, INSTALLED, Map.of());
        List<CellResult> results = cases.cells().stream().map(runner::run).toList();
        assertThat(results).hasSize(6);
        List<CellResult> baseline = results.stream()
                .filter(result -> !result.variables().containsValue("three"))
                .toList();
        assertThat(baseline.stream().map(CellResult::outcomes).distinct())
                .as("the same CPUs are stuck")
                .singleElement()
                .satisfies(outcomes -> assertThat(outcomes).containsKeys("HUNG", "CAPTURED_PARTIAL"));
    }

    private static CellResult find(List<CellResult> results, String subarch, String solution) {
        return results.stream()
                .filter(result -> result.variables().equals(Map.of("subarch", subarch, "solution", solution)))
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    @DisplayName("the same bytes on any number of threads")
    void threads(int threads, @TempDir Path folder) throws IOException {
        run(folder.resolve("one"), 1, -1);
        run(folder.resolve("more"), threads, -1);
        assertSameFiles(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 200, 5000})
    @DisplayName("a run that was killed while it wrote is taken up again and ends with the same bytes")
    void resume(int bytesLost, @TempDir Path folder) throws IOException {
        run(folder.resolve("one"), 1, -1);
        run(folder.resolve("more"), 1, 4);
        Path partial = folder.resolve("more/cells.partial");
        byte[] written = Files.readAllBytes(partial);
        Files.write(partial, java.util.Arrays.copyOf(written, Math.max(0, written.length - bytesLost)));
        run(folder.resolve("more"), 2, -1);
        assertSameFiles(folder);
    }

    private void assertSameFiles(Path folder) throws IOException {
        for (String file : List.of(ResultFolder.LINES, ResultFolder.TABLE)) {
            assertThat(Files.readString(folder.resolve("more").resolve(file)))
                    .isEqualTo(Files.readString(folder.resolve("one").resolve(file)));
        }
    }

    private void run(Path folder, int threads, int stopAfter) {
        try (ResultFolder results = ResultFolder.open(folder, experiment.cells(), "f", ResultFolder.Begin.RESUME)) {
            ExperimentRun run = new ExperimentRun(experiment.cells(), runner, results);
            int[] count = {0};
            boolean all = run.run(threads, result -> {
                if (++count[0] == stopAfter) {
                    run.stop();
                }
            });
            assertThat(all).isEqualTo(stopAfter < 0);
            if (all) {
                results.finish();
            }
        }
    }

    @Test
    @DisplayName("a result is the same after it was written and read")
    void json() {
        CellResult result = runner.run(experiment.cells().get(1));
        assertThat(CellJson.parse(CellJson.line(result))).isEqualTo(result);
    }
}
