package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.experiments.config.ExperimentFile;
import dev.kdumpstop.experiments.report.Report;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.experiments.run.ExperimentRun;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report as it is without JavaScript. */
class ReportTest {
    @TempDir
    Path folder;

    private Document run(String experiment) throws IOException {
        Cli.Result result =
                Cli.line("experiment run src/test/resources/experiment/" + experiment + ".conf -o " + folder);
        assertThat(result.exit()).as(result.err()).isZero();
        return read();
    }

    private Document read() throws IOException {
        return Jsoup.parse(Files.readString(folder.resolve(Report.FILE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "traffic", "procedures", "crowded"})
    @DisplayName("without JavaScript the findings and all tables stand in the page")
    void tables(String experiment) throws IOException {
        Golden.check("report-" + experiment + ".txt", text(run(experiment)));
    }

    /** Findings, and of each table its heading and rows. */
    private static String text(Document page) {
        StringBuilder text = new StringBuilder();
        text.append(page.select("h1").text()).append('\n');
        text.append(page.select(".what").text()).append('\n');
        page.select(".findings li")
                .forEach(line -> text.append("- ").append(line.text()).append('\n'));
        for (Element part : page.select("h2, figure.pivot h3, details.run > summary, table")) {
            if (!part.is("table")) {
                text.append('\n').append(part.text()).append('\n');
            } else if (part.closest("#assumptions") == null && part.closest("#cells") == null) {
                part.select("tr")
                        .forEach(row -> text.append(row.select("> th, > td").stream()
                                        .map(cell -> cell.text().isEmpty() ? "." : cell.text())
                                        .collect(Collectors.joining(" | ")))
                                .append('\n'));
            }
        }
        return text.toString();
    }

    @Test
    @DisplayName("the same results give the same report and traces, whoever made them")
    void sameBytes(@TempDir Path other) throws IOException {
        run("small");
        Cli.line("experiment run src/test/resources/experiment/small.conf --threads 3 -o " + other);
        List<Path> traces;
        try (Stream<Path> files = Files.list(folder.resolve("traces"))) {
            traces = files.map(Path::getFileName).sorted().toList();
        }
        assertThat(traces).as("a kept run for each cell that can be run").hasSize(18);
        for (Path trace : traces) {
            assertThat(folder.resolve("traces").resolve(trace))
                    .hasSameBinaryContentAs(other.resolve("traces").resolve(trace));
        }
        byte[] first = Files.readAllBytes(folder.resolve(Report.FILE));
        Files.delete(folder.resolve(Report.FILE));
        assertThat(Cli.line("experiment report " + folder).exit()).isZero();
        assertThat(folder.resolve(Report.FILE)).hasBinaryContent(first);
    }

    @Test
    @DisplayName("the calls of the library leave the same results, traces and report as the program")
    void asLibrary(@TempDir Path other) throws IOException {
        run("small");
        Installed installed = Installed.discover();
        ExperimentRun.all(
                ExperimentFile.read(Path.of("src/test/resources/experiment/small.conf"), installed, Map.of()),
                installed,
                other,
                ResultFolder.Begin.NEW,
                2,
                Version.text());
        Report.write(other);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> made = files.filter(Files::isRegularFile).toList();
            assertThat(made).hasSizeGreaterThan(18);
            for (Path file : made) {
                Path same = other.resolve(folder.relativize(file).toString());
                assertThat(same).exists();
                // run.json tells the runs apart.
                if (!file.endsWith("run.json")) {
                    assertThat(same).hasSameBinaryContentAs(file);
                }
            }
        }
    }

    @Test
    @DisplayName("only cells with dice have an interval")
    void intervals() throws IOException {
        assertThat(run("procedures").select("#cells th").eachText())
                .contains("dump saved")
                .noneMatch(header -> header.contains("95 %"));
    }

    @Test
    @DisplayName("nothing is loaded, and the page forbids it")
    void offline() throws IOException {
        Document page = run("small");
        assertThat(page.select("[src], link, iframe, object, embed, base")).isEmpty();
        assertThat(page.select("a").eachAttr("href")).allMatch(target -> target.startsWith("#"));
        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .startsWith("default-src 'none'; script-src 'sha256-")
                .doesNotContain("unsafe-eval");
        assertThat(page.select("footer").text()).contains("Apache License", "Baidu", "Mike Bostock");
    }

    @Test
    @DisplayName("a lane for each CPU says where it waits")
    void lanes() throws IOException {
        Element hung = run("small").select("details.run[data-good=false]").first();
        assertThat(hung).isNotNull();
        assertThat(hung.select("svg g.lane")).hasSize(8);
        assertThat(hung.select("table.answers tr").eachText())
                .anyMatch(row -> row.startsWith("CPU 0 (crashes)") && row.contains("waits for ever"))
                .anyMatch(row -> row.contains("stays in: NMI in service since before the crash"))
                .anyMatch(row -> row.contains("no message reaches it"));
        assertThat(hung.select("rect.b-icr.open title").text())
                .contains("ICR of CPU 0 busy")
                .contains("for ever");
    }

    @Test
    @DisplayName("text from files stays text, in the page and in its data")
    void escaping() throws IOException {
        HostileResults.write(folder);
        Document page = read();
        assertThat(page.select("img")).isEmpty();
        assertThat(page.select("script")).as("data, charts, program").hasSize(3);
        assertThat(page.select("h1").text()).contains("</script><script>alert(1)");
        String data = page.select("script#data").first().data();
        assertThat(data).contains("\\u003C/script").doesNotContain("<").doesNotContain("\u2028");
        assertThat(page.select("#failed td").first().wholeText()).isEqualTo(HostileResults.TEXT);
        assertThat(page.select("svg title").eachText()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "results.jsonl"})
    @DisplayName("a folder that is no finished experiment is said to be none")
    void noFolder(String there) throws IOException {
        Files.createDirectories(folder);
        if (!there.equals("nothing")) {
            Files.writeString(folder.resolve("run.json"), "{}");
        }
        Cli.Result result = Cli.line("experiment report " + folder);
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains("there is no " + folder.resolve(there.equals("nothing") ? "run.json" : "results.jsonl"));
    }
}
