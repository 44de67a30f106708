package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.plan.ResultColumns;
import dev.kdumpstop.experiments.result.ResultFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and columns of docs/experiments.md are what the experiments give; {@code -Dreadme.update=true} writes them anew. */
@DisplayName("docs/experiments.md")
class ExperimentsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
    private static final Path PAGE = ROOT.resolve("docs/experiments.md");
    private static final Path FILES = ROOT.resolve("samples/experiments");
    private static final Pattern TABLE =
            Pattern.compile("<!-- table: (\\S+) \\| ([^\n]*) -->\n(.*?)<!-- end -->", Pattern.DOTALL);
    private static final Pattern COLUMNS =
            Pattern.compile("<!-- columns: (\\w+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);

    private static final Map<String, List<CellResult>> RESULTS = new LinkedHashMap<>();

    @TempDir
    static Path folder;

    @BeforeAll
    static void run() throws Exception {
        for (String name : names()) {
            RESULTS.put(name, results(name, name));
        }
        if (Boolean.getBoolean("readme.update")) {
            String text = TABLE.matcher(Files.readString(PAGE))
                    .replaceAll(found -> Matcher.quoteReplacement("<!-- table: " + found.group(1) + " | "
                            + found.group(2) + " -->\n" + table(found) + "<!-- end -->"));
            text = COLUMNS.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            "<!-- columns: " + found.group(1) + " -->\n" + columns(found.group(1)) + "<!-- end -->"));
            Files.writeString(PAGE, text);
        }
    }

    /** What the command of the page gives. */
    private static List<CellResult> results(String name, String into, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "experiment",
                "run",
                FILES.resolve(name + ".conf").toString(),
                "--output",
                folder.resolve(into).toString()));
        words.addAll(List.of(more));
        Path output = folder.resolve(into + ".txt");
        int exit =
                ProgramProcess.of(words).redirectOutput(output.toFile()).start().waitFor();
        assertThat(exit).as(Files.readString(output)).isZero();
        return ResultFolder.read(folder.resolve(into));
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".conf") && !file.equals("reference.conf"))
                    .map(file -> file.replace(".conf", ""))
                    .sorted()
                    .toList();
        }
    }

    private static String table(MatchResult found) {
        return "\n" + ExperimentTables.of(RESULTS.getOrDefault(found.group(1), List.of()), found.group(2)) + "\n";
    }

    private static String columns(String kind) {
        StringBuilder table = new StringBuilder("\n| column | what |\n| --- | --- |\n");
        if (kind.equals("metrics")) {
            for (ResultColumns.Metric metric : ResultColumns.Metric.values()) {
                table.append("| `")
                        .append(metric.column())
                        .append("_…` | ")
                        .append(metric.words())
                        .append(" |\n");
            }
        } else {
            for (ResultColumns.Difference difference : ResultColumns.Difference.values()) {
                table.append("| `")
                        .append(difference.meanColumn())
                        .append("`, `…_half95`, `")
                        .append(difference.resolvedColumn())
                        .append("` | ")
                        .append(difference.words())
                        .append(" |\n");
            }
        }
        return table.append('\n').toString();
    }

    @Test
    @DisplayName("quotes what its experiments give")
    void tables() throws IOException {
        String page = Files.readString(PAGE);
        List<MatchResult> tables = TABLE.matcher(page).results().toList();
        assertThat(tables)
                .hasSizeGreaterThan(8)
                .allSatisfy(found -> assertThat(found.group(3))
                        .as(found.group(1) + " " + found.group(2))
                        .isEqualTo(table(found)));
        assertThat(tables.stream().map(found -> found.group(1))).containsAll(names());
    }

    @Test
    @DisplayName("says how much of the RFC's situation hangs on the assumption that a CPU in an NMI refuses NMIs")
    void assumption() throws Exception {
        List<CellResult> others =
                results("rfc-matrix", "always-accept", "--set", "option.nmi-acceptance=always-accept");
        List<CellResult> assumed = RESULTS.getOrDefault("rfc-matrix", List.of());
        assertThat(Files.readString(PAGE))
                .contains(hung(others) + " of " + others.size() + " cells hang instead of " + hung(assumed));
        assertThat(others)
                .filteredOn(result -> result.outcomes().containsKey("HUNG"))
                .allSatisfy(result -> assertThat(result.variables())
                        .containsEntry("solution", "baseline")
                        .hasEntrySatisfying(
                                "scenario", name -> assertThat(name).isIn("icr-busy-at-entry", "sender-wedged")));
    }

    private static long hung(List<CellResult> results) {
        return results.stream()
                .filter(result -> result.outcomes().containsKey("HUNG"))
                .count();
    }

    @Test
    @DisplayName("has every column of results")
    void columns() throws IOException {
        List<MatchResult> columns =
                COLUMNS.matcher(Files.readString(PAGE)).results().toList();
        assertThat(columns)
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.group(2)).isEqualTo(columns(found.group(1))));
    }

    @Test
    @DisplayName("has a command for each experiment, each begins with what it shows, and each cell of each can be run")
    void commands() throws IOException {
        for (String name : names()) {
            assertThat(Files.readString(PAGE))
                    .contains("kdump-stop/bin/kdump-stop experiment run samples/experiments/" + name + ".conf");
            assertThat(Files.readString(FILES.resolve(name + ".conf"))).startsWith("# ");
            assertThat(RESULTS.get(name)).isNotEmpty().allMatch(CellResult::isOk);
        }
    }

    @Test
    @DisplayName("lists every incident that is not in incidents.conf with why not")
    void incidents() throws IOException {
        String facts = Files.readString(ROOT.resolve("docs/reference/apic-facts.md"));
        String page = Files.readString(PAGE);
        String file = Files.readString(FILES.resolve("incidents.conf"));
        List<String> all = Pattern.compile("^\\| (I-\\d+) \\|", Pattern.MULTILINE)
                .matcher(facts)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(all).hasSizeGreaterThan(40);
        assertThat(all).allSatisfy(incident -> {
            boolean isRun = file.contains("  " + incident + "-");
            assertThat(page.contains("| " + incident + " |")).as(incident).isEqualTo(!isRun);
        });
        assertThat(all.stream()
                        .filter(incident -> file.contains("  " + incident + "-"))
                        .count())
                .isGreaterThanOrEqualTo(12);
    }
}
