package dev.kdumpstop.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What docs/writing-a-plugin.md says is so. Its commands run once, in order, in one shell; its Java files are written into the
 * project where they stand, and so compiled and tested by the command that follows.
 *
 * <p>The guide begins with {@code mvn install} in the checkout. Maven is at work there while this test runs, so that command
 * alone is not run: the repository that the invoker plug-in filled stands for its result. {@code -Dguide.install=true} runs it
 * too, in a copy of the checkout. {@code -Dreadme.update=true} writes the output anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuideTest {
    private static final Path ROOT = Path.of(Reader.property("repository.root"));
    private static final Path FILE = ROOT.resolve("docs/writing-a-plugin.md");
    private static final boolean INSTALLS = Boolean.getBoolean("guide.install");
    private static final String INSTALL = "mvn -q install -pl archetype -am -DskipTests -Dmaven.javadoc.skip\n";

    @TempDir
    static Path folder;

    private Guide guide = new Guide("", List.of());

    @BeforeAll
    void follow() throws Exception {
        guide = Guide.read(FILE);
        Reader reader = new Reader(folder);
        if (INSTALLS) {
            reader.checkOut(ROOT);
        } else {
            reader.checkOutProgram(ROOT);
        }
        Path repository = INSTALLS ? folder.resolve("repository") : Path.of(Reader.property("it.repository"));
        assertThat(reader.run(script(), repository, !INSTALLS)).isEmpty();
    }

    /** All blocks in one script; what the n-th block of commands prints goes to file n. */
    private String script() {
        StringBuilder script = new StringBuilder("trap '[ $? = 0 ] || cat \"$output\" >&2' EXIT\n");
        int shells = 0;
        for (Guide.Block block : guide.blocks()) {
            if (block instanceof Guide.Shell shell) {
                String commands = shell.commands();
                if (shells == 0 && !INSTALLS) {
                    assertThat(commands).startsWith(INSTALL);
                    commands = commands.substring(INSTALL.length());
                }
                script.append("output=").append(output(shells)).append('\n');
                script.append("{\n").append(commands).append("} > \"$output\"\n");
                shells++;
            } else if (block instanceof Guide.JavaFile file) {
                script.append("mkdir -p ").append(file.path().getParent()).append('\n');
                script.append("cat > ").append(file.path()).append(" <<'END OF FILE'\n");
                script.append(file.text()).append("END OF FILE\n");
            }
        }
        return script.toString();
    }

    private Path output(int shell) {
        return folder.resolve("output-" + shell);
    }

    @Test
    @DisplayName("the output shown is the real one")
    void output() throws IOException {
        StringBuilder real = new StringBuilder(guide.text());
        int shift = 0;
        int shell = -1;
        for (Guide.Block block : guide.blocks()) {
            if (block instanceof Guide.Shell) {
                shell++;
            } else if (block instanceof Guide.Output shown) {
                String printed = Files.readString(output(shell));
                real.replace(shown.begin() + shift, shown.end() + shift, printed);
                shift += printed.length() - shown.text().length();
            }
        }
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(FILE, real);
        }
        assertThat(guide.blocks(Guide.Output.class)).isNotEmpty();
        assertThat(Files.readString(FILE)).isEqualToNormalizingNewlines(real.toString());
    }

    @Test
    @DisplayName("every excerpt stands so in a file of the generated project, which was compiled and passed its kits")
    void excerpts() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("acme/src"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.add(withoutIndentation(Files.readString(file)));
            }
        }
        List<Guide.Excerpt> excerpts = guide.blocks(Guide.Excerpt.class);
        assertThat(excerpts).hasSizeGreaterThanOrEqualTo(7);
        assertThat(excerpts)
                .allSatisfy(excerpt -> assertThat(sources)
                        .as(excerpt.text())
                        .anyMatch(source -> source.contains(withoutIndentation(excerpt.text()))));
    }

    private static String withoutIndentation(String code) {
        return code.replaceAll("(?m)^ +", "");
    }

    @Test
    @DisplayName("every kit judged its plug-in")
    void kits() throws IOException {
        try (Stream<Path> reports = Files.list(folder.resolve("acme/target/surefire-reports"))) {
            assertThat(reports.map(file -> file.getFileName().toString()))
                    .contains(Stream.of(
                                    "Fault",
                                    "Selector",
                                    "Solution",
                                    "StopProcedure",
                                    "SubArchitecture",
                                    "TimingProfile",
                                    "WaitPolicy")
                            .map(kind -> "TEST-org.example.Acme" + kind + "Test.xml")
                            .toArray(String[]::new));
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("every value of a closed set is named")
    @ValueSource(
            classes = {
                PrimitiveChange.class,
                StopStep.class,
                OnTimeout.class,
                Limit.class,
                WaitPlan.class,
                Targets.class,
                SendWrite.class,
                OptionType.class
            })
    void closedSets(Class<?> type) {
        assertThat(type.getPermittedSubclasses())
                .extracting(Class::getSimpleName)
                .allSatisfy(name -> assertThat(guide.text()).containsPattern("`" + name + "\\b"));
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("every constant of an enum is named")
    @ValueSource(classes = {TargetRule.class, TimingParameter.class, Purpose.class, WaitSite.class})
    void constants(Class<? extends Enum<?>> type) {
        assertThat(type.getEnumConstants())
                .allSatisfy(constant -> assertThat(guide.text()).containsPattern("`" + constant.name() + "`"));
    }
}
