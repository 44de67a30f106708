package dev.kdumpstop.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are wrong, each with everything that is said about it: see {@code broken-files.txt}. */
@DisplayName("a broken experiment file")
class BrokenFilesTest {
    private static final Installed INSTALLED = Installed.discover();
    private static final Path CASES = Path.of("src/test/resources/broken-files.txt");

    /** A file and what is said about it, a line a problem. */
    record Broken(String name, String text, String problems) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Broken> cases() throws IOException {
        List<Broken> cases = new ArrayList<>();
        for (String part : Files.readString(CASES).split("(?m)^=== ")) {
            if (!part.isEmpty()) {
                String[] halves = part.split("(?m)^---\n");
                int line = halves[0].indexOf('\n');
                cases.add(new Broken(halves[0].substring(0, line), halves[0].substring(line + 1), halves[1]));
            }
        }
        if (Boolean.getBoolean("golden.update")) {
            StringBuilder text = new StringBuilder();
            cases.forEach(
                    broken -> text.append("=== " + broken.name() + "\n" + broken.text() + "---\n" + said(broken)));
            Files.writeString(CASES, text);
        }
        return cases;
    }

    private static String said(Broken broken) {
        InvalidConfigException problem = catchThrowableOfType(
                InvalidConfigException.class,
                () -> ExperimentFile.parse("broken.conf", "broken", broken.text(), INSTALLED, Map.of()));
        return problem == null ? "accepted\n" : String.join("\n", problem.problems()) + "\n";
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("is refused with all of its problems, each with its line")
    void refused(Broken broken) {
        String said = said(broken);
        assertThat(said).isEqualTo(broken.problems());
        assertThat(said.lines()).allMatch(line -> line.startsWith("line "));
        assertThat(said).doesNotContain("Exception", "accepted", "null;");
    }

    @Test
    @DisplayName("of which there are enough here")
    void many() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(55);
    }

    @Test
    @DisplayName("that includes another is told apart from it; what is not there, or leads back, is a problem")
    void includes(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("all.conf"), "include \"base.conf\"\nsolution = C\n");
        Files.writeString(folder.resolve("base.conf"), "\n\nsolutin = A\n");
        Files.writeString(folder.resolve("none.conf"), "title = x\ninclude \"nothing.conf\"\n");
        Files.writeString(folder.resolve("round.conf"), "include required(file(\"back.conf\"))\n");
        Files.writeString(folder.resolve("back.conf"), "include \"round.conf\"\n");
        Files.writeString(folder.resolve("class.conf"), "include classpath(\"reference.conf\")\n");
        assertThat(problems(folder.resolve("all.conf")))
                .satisfiesExactly(
                        of -> assertThat(of).contains("line 2 ", "solution 'C'"),
                        of -> assertThat(of).contains("line 3 ", "of " + folder.resolve("base.conf"), "'solution'?"));
        assertThat(problems(folder.resolve("none.conf")))
                .singleElement()
                .satisfies(
                        of -> assertThat(of).contains("line 2 ", "there is no file " + folder.resolve("nothing.conf")));
        assertThat(problems(folder.resolve("round.conf")))
                .singleElement()
                .satisfies(of -> assertThat(of).contains("line 1 ", "leads back"));
        assertThat(problems(folder.resolve("class.conf")))
                .singleElement()
                .satisfies(of -> assertThat(of).contains("line 1 ", "only files can be included"));
    }

    @Test
    @DisplayName("that is no file, or no text, is a problem without a line")
    void unreadable(@TempDir Path folder) throws IOException {
        Path binary = Files.write(folder.resolve("a.conf"), new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThat(Stream.of(folder, folder.resolve("none.conf"), binary).map(BrokenFilesTest::problems))
                .satisfiesExactly(
                        of -> assertThat(of).singleElement().asString().endsWith("it is a directory"),
                        of -> assertThat(of).singleElement().asString().endsWith("there is no such file"),
                        of -> assertThat(of).singleElement().asString().endsWith("is not a text in UTF-8"));
    }

    private static List<String> problems(Path file) {
        InvalidConfigException problem = catchThrowableOfType(
                InvalidConfigException.class, () -> ExperimentFile.read(file, INSTALLED, Map.of()));
        assertThat(problem).as(file.toString()).isNotNull();
        return problem.problems();
    }
}
