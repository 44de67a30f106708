package dev.kdumpstop.experiments.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.config.ExperimentFile;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.run.ExperimentRun;
import dev.kdumpstop.experiments.run.LocalCellRunner;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the folder of results")
class ResultFolderTest {
    private static final Installed INSTALLED = Installed.discover();
    private static final LocalCellRunner RUNNER = new LocalCellRunner(new CrashStops(INSTALLED));
    private static final String STUDY = """
            repeat = 3
            scenario = "nmi-lockup:cpus=any(1),probability=0.5"
            machine { cpus = 4, release = 2.6.21 }
            compare.solution = baseline
            vary { subarch = [i386/bigsmp, x86_64/flat], solution = [A, B-1] }
            """;

    @TempDir
    Path folder;

    private static Experiment experiment(String more) {
        return ExperimentFile.parse(
                "study.conf",
                "study",
                STUDY.replace(more.contains("machine.cpus") ? "cpus = 4, " : "nothing", "") + more,
                INSTALLED,
                Map.of());
    }

    private List<CellResult> run(Experiment experiment, Path into, ResultFolder.Begin begin, String version) {
        return ExperimentRun.all(experiment, INSTALLED, into, begin, 2, version);
    }

    private static byte[] bytes(Path into) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(Files.readAllBytes(into.resolve(ResultFolder.LINES)));
        all.write(Files.readAllBytes(into.resolve(ResultFolder.TABLE)));
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    @DisplayName("has the same bytes whatever the number of threads")
    void threads(int threads) throws IOException {
        run(experiment(""), folder.resolve("two"), ResultFolder.Begin.NEW, "v");
        ExperimentRun.all(experiment(""), INSTALLED, folder.resolve("n"), ResultFolder.Begin.NEW, threads, "v");
        assertThat(bytes(folder.resolve("n"))).isEqualTo(bytes(folder.resolve("two")));
    }

    @Test
    @DisplayName("ends with the same bytes at whichever byte the program was killed")
    void everyByte() throws IOException {
        Experiment experiment = experiment("");
        List<CellSpec> cells = experiment.cells();
        String fingerprint = Fingerprint.of(cells, INSTALLED, "v");
        run(experiment, folder.resolve("whole"), ResultFolder.Begin.NEW, "v");
        byte[] whole = bytes(folder.resolve("whole"));
        List<CellResult> results = ResultFolder.read(folder.resolve("whole"));
        Path killed = folder.resolve("killed");
        Path partial = killed.resolve("cells.partial");
        try (ResultFolder begun = ResultFolder.open(killed, cells, fingerprint, ResultFolder.Begin.NEW)) {
            for (int i = cells.size() - 1; i >= 0; i--) {
                begun.keep(i, results.get(i));
            }
        }
        byte[] written = Files.readAllBytes(partial);
        assertThat(written.length).isGreaterThan(4000);
        int most = 0;
        for (int length = 0; length <= written.length; length++) {
            Files.write(partial, Arrays.copyOf(written, length));
            Files.deleteIfExists(killed.resolve(ResultFolder.LINES));
            try (ResultFolder taken = ResultFolder.open(killed, cells, fingerprint, ResultFolder.Begin.RESUME)) {
                List<Integer> missing = taken.missing();
                most = Math.max(most, missing.size());
                missing.forEach(index -> taken.keep(index, results.get(index)));
                taken.finish();
            }
            assertThat(Arrays.equals(bytes(killed), whole))
                    .as("killed after %d bytes", length)
                    .isTrue();
        }
        assertThat(most).isEqualTo(cells.size());
    }

    @Test
    @DisplayName("has exact numbers without an interval for a cell without dice, and names the line that is damaged")
    void exact() throws IOException {
        Experiment exact = ExperimentFile.parse(
                "exact.conf", "exact", "timing.profile = netburst-fsb\nmachine.release = 2.6.21", INSTALLED, Map.of());
        Map<String, String> row =
                ResultRow.of(run(exact, folder, ResultFolder.Begin.NEW, "v").get(0));
        assertThat(row)
                .containsEntry("dump_saved_share", "1")
                .containsEntry("dump_saved_share_low95", "")
                .containsEntry("dump_saved_share_high95", "");
        for (String part : List.of("min", "p50", "p99", "max")) {
            assertThat(row.get("stop_time_ps_" + part)).isEqualTo(row.get("stop_time_ps_mean"));
        }
        Files.writeString(folder.resolve(ResultFolder.LINES), "{]\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> ResultFolder.read(folder))
                .hasMessageContaining(folder.resolve(ResultFolder.LINES) + ", line 2: this is no result of a cell");
    }

    @Test
    @DisplayName("is not taken up by a run of other cells, another version, or another seed, nor mixed with it")
    void others() throws IOException {
        Experiment experiment = experiment("");
        String fingerprint = Fingerprint.of(experiment.cells(), INSTALLED, "v");
        try (ResultFolder begun = ResultFolder.open(folder, experiment.cells(), fingerprint, ResultFolder.Begin.NEW)) {
            begun.keep(0, RUNNER.run(experiment.cells().get(0)));
        }
        byte[] before = Files.readAllBytes(folder.resolve("cells.partial"));
        for (String more : List.of("seed = 2", "repeat = 4", "timing.profile = netburst-fsb", "name = other")) {
            Experiment other = experiment(more.startsWith("repeat") ? "machine.vendor = intel" : more);
            assertThatThrownBy(() -> run(other, folder, ResultFolder.Begin.RESUME, "v"))
                    .hasMessageContaining("other cells, another version or other plug-ins")
                    .hasMessageContaining("--overwrite");
        }
        assertThatThrownBy(() -> run(experiment, folder, ResultFolder.Begin.RESUME, "w"))
                .hasMessageContaining("another version");
        assertThatThrownBy(() -> run(experiment, folder, ResultFolder.Begin.NEW, "v"))
                .hasMessageContaining("go on with --resume");
        assertThat(Files.readAllBytes(folder.resolve("cells.partial"))).isEqualTo(before);
    }

    @Test
    @DisplayName("that is finished is left as it is, but for whoever says so")
    void finished() throws IOException {
        Experiment experiment = experiment("");
        List<CellResult> results = run(experiment, folder, ResultFolder.Begin.NEW, "v");
        Path lines = folder.resolve(ResultFolder.LINES);
        Files.setLastModifiedTime(lines, FileTime.fromMillis(1_000_000));
        assertThat(run(experiment, folder, ResultFolder.Begin.RESUME, "v")).isEqualTo(results);
        assertThat(Files.getLastModifiedTime(lines).toMillis()).isEqualTo(1_000_000);
        assertThat(folder.resolve("cells.partial")).doesNotExist();
        assertThatThrownBy(() -> run(experiment, folder, ResultFolder.Begin.NEW, "v"))
                .hasMessageContaining("finished run")
                .hasMessageContaining("--overwrite");
        assertThatThrownBy(() -> run(experiment("seed = 2"), folder, ResultFolder.Begin.RESUME, "v"))
                .hasMessageContaining("other cells");
        assertThat(run(experiment("seed = 2"), folder, ResultFolder.Begin.OVERWRITE, "v"))
                .isNotEqualTo(results);
    }

    @Test
    @DisplayName("is worked on by one run at a time; what is no file of ours, or damaged, is told")
    void inUse() throws IOException {
        List<CellSpec> cells = experiment("").cells();
        try (ResultFolder one = ResultFolder.open(folder, cells, "f", ResultFolder.Begin.NEW)) {
            one.keep(1, RUNNER.run(cells.get(1)));
            assertThatThrownBy(() -> ResultFolder.open(folder, cells, "f", ResultFolder.Begin.RESUME))
                    .hasMessageContaining("another run is working on");
        }
        Path partial = folder.resolve("cells.partial");
        Files.writeString(partial, Files.readString(partial).replace("1 {", "2 {"));
        assertThatThrownBy(() -> ResultFolder.open(folder, cells, "f", ResultFolder.Begin.RESUME))
                .hasMessageContaining("is damaged at byte");
        assertThatThrownBy(() -> ResultFolder.open(partial, cells, "f", ResultFolder.Begin.NEW))
                .hasMessageContaining("is a file; results go into a folder");
        Files.writeString(partial, "shopping\nmilk\n");
        assertThatThrownBy(() -> ResultFolder.open(folder, cells, "f", ResultFolder.Begin.RESUME))
                .hasMessageContaining("was not written by this version");
    }

    @Test
    @DisplayName("a run that is stopped gives up its cells between two repetitions, and keeps what is finished")
    void stopped() throws IOException {
        Experiment experiment = experiment("");
        List<CellSpec> cells = experiment.cells();
        AtomicInteger count = new AtomicInteger();
        try (ResultFolder results = ResultFolder.open(folder, cells, "f", ResultFolder.Begin.NEW)) {
            ExperimentRun[] run = new ExperimentRun[1];
            run[0] = new ExperimentRun(
                    cells,
                    cell -> {
                        if (count.incrementAndGet() == 3) {
                            run[0].stop();
                        }
                        if (Thread.currentThread().isInterrupted()) {
                            throw new CancellationException();
                        }
                        return RUNNER.run(cell);
                    },
                    results);
            assertThat(run[0].run(1, result -> {})).isFalse();
            assertThat(results.missing()).containsExactly(2, 3);
        }
    }

    @Test
    @DisplayName("a cell that cannot be run is a row with its error, and no hole")
    void failingCells() {
        Experiment experiment = experiment("machine.mode = xapic\nvary.machine.cpus = [4, 12]");
        List<CellResult> results = run(experiment, folder, ResultFolder.Begin.NEW, "v");
        assertThat(results).hasSize(8);
        assertThat(results.stream().filter(result -> !result.isOk())).hasSize(2).allSatisfy(result -> {
            assertThat(result.id()).contains("x86_64/flat").contains("machine.cpus=12");
            assertThat(result.error()).contains("its mask has room for 8");
            assertThat(ResultRow.of(result)).containsEntry("runs", "0").containsEntry("error", result.error());
        });
    }

    @Test
    @DisplayName("run.json has every setting with where it was given, what varies, and the defaults of all others")
    void facts() throws IOException {
        run(experiment("option.horizon = 60s"), folder, ResultFolder.Begin.NEW, "v 1");
        JsonNode facts =
                new ObjectMapper().readTree(folder.resolve(ResultFolder.FACTS).toFile());
        assertThat(facts.at("/settings/option.horizon/value").asText()).isEqualTo("60s");
        assertThat(facts.at("/settings/option.horizon/origin").asText()).isEqualTo("study.conf:6");
        assertThat(facts.at("/vary/1")).hasSize(2);
        assertThat(facts.at("/defaults/machine.generation").asText()).startsWith("xapic");
        assertThat(facts.at("/defaults").has("solution")).isFalse();
        assertThat(facts.at("/kdumpStop").asText()).isEqualTo("v 1");
        assertThat(facts.at("/plugins")).hasSize(7);
        assertThat(facts.at("/fingerprint").asText()).hasSize(64);
    }

    @Test
    @DisplayName("cells and results are the same after they were written as Java objects, or as JSON")
    void serialised() throws Exception {
        for (CellSpec cell : experiment("").cells()) {
            CellSpec copy = (CellSpec) copy(cell);
            assertThat(copy).isEqualTo(cell);
            CellResult result = RUNNER.run(copy);
            assertThat(copy(result)).isEqualTo(result);
            assertThat(CellJson.parse(CellJson.line(result))).isEqualTo(result);
            assertThat(CellJson.line(CellJson.parse(CellJson.line(result)))).isEqualTo(CellJson.line(result));
        }
    }

    private static Object copy(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
