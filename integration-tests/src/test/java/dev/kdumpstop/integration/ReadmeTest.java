package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.cli.Main;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README says is so: its commands, their output, its programs. {@code -Dreadme.update=true} writes the output anew. */
class ReadmeTest {
    private static final Path README = Path.of(System.getProperty("repository.root", ".."), "README.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OUTPUT =
            Pattern.compile("<!-- output: (\\w+) -->\n```text\n(.*?)```\n<!-- end -->", Pattern.DOTALL);
    private static final String PROGRAM = "kdump-stop/bin/kdump-stop ";

    private static String readme() throws IOException {
        return Files.readString(README);
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(readme());
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    @Test
    @DisplayName("the first command runs the main job, the second the tests")
    void firstTwoCommands() throws IOException {
        assertThat(blocks("sh")).startsWith("kdump-stop/bin/kdump-stop matrix\n", "mvn verify\n");
    }

    static Stream<String> outputs() {
        return Stream.of("matrix", "stop");
    }

    @ParameterizedTest(name = "the output of {0} is the real one")
    @MethodSource("outputs")
    void outputIsReal(String name) throws IOException {
        String command = blocks("sh").stream()
                .filter(block -> block.startsWith(PROGRAM + name))
                .findFirst()
                .orElseThrow();
        Program program =
                Program.run(command.strip().substring(PROGRAM.length()).split(" "));
        assertThat(program.exit()).as(program.err()).isZero();
        Matcher matcher = OUTPUT.matcher(readme());
        String shown = null;
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                shown = matcher.group(2);
                if (Boolean.getBoolean("readme.update")) {
                    shown = program.out();
                    Files.writeString(
                            README,
                            new StringBuilder(readme())
                                    .replace(matcher.start(2), matcher.end(2), shown)
                                    .toString());
                }
            }
        }
        assertThat(shown).isEqualToNormalizingNewlines(program.out());
    }

    @Test
    @DisplayName("the program that embeds compiles and runs; the sub-architecture compiles and stops CPUs")
    void programs(@TempDir Path folder) throws Exception {
        List<String> programs = blocks("java");
        assertThat(programs).hasSize(2);
        assertThat(programs.get(0)
                        .lines()
                        .filter(line -> line.startsWith("        "))
                        .count())
                .as("lines of the program that embeds")
                .isLessThanOrEqualTo(10);
        assertThat(programs.get(1).lines().count())
                .as("lines of the sub-architecture")
                .isLessThanOrEqualTo(35);
        Compiler.compile(folder, Map.of("Ask", programs.get(0), "Pairs", programs.get(1)));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(outputOf(loader.loadClass("Ask"))).startsWith("CAPTURED_PARTIAL [");
            SubArchitecture pairs = (SubArchitecture)
                    loader.loadClass("Pairs").getDeclaredConstructor().newInstance();
            assertThat(CrashStop.builder(Installed.discover().and(List.of(pairs)))
                            .machine(Stops.machine("i386/pairs", "2.6.21", 8))
                            .subArchitecture("i386/pairs")
                            .build()
                            .run()
                            .headline())
                    .isEqualTo(Headline.CAPTURED_ALL);
        }
    }

    @Test
    @DisplayName("a folder more on the class path, and the program lists the sub-architecture and stops CPUs with it")
    void pluginIsFound(@TempDir Path folder) throws Exception {
        Compiler.compile(folder, Map.of("Pairs", blocks("java").get(1)));
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(SubArchitecture.class.getName()), "Pairs\n");
        assertThat(printed(folder, "list", "sub-architectures", "i386/pairs"))
                .contains("physical ids, one by one, ids doubled");
        // Java 24 and later may warn about Guice before the first line; the launcher turns that off.
        assertThat(printed(folder, "stop", "--subarch", "i386/pairs")).contains("CAPTURED_ALL: ");
    }

    @Test
    @DisplayName("its jar dropped into a folder, and the program lists it and stops CPUs with it")
    void pluginIsDroppedIn(@TempDir Path temporary) throws Exception {
        Path plugins = Files.createDirectory(temporary.resolve("plugins"));
        TestJar.named("pairs.jar")
                .source("Pairs", blocks("java").get(1))
                .service(SubArchitecture.class, "Pairs")
                .into(plugins);
        String command = blocks("sh").stream()
                .filter(block -> block.contains("--plugin-path plugins"))
                .findFirst()
                .orElseThrow();
        String words = command.strip()
                .substring(PROGRAM.length())
                .replace("--plugin-path plugins", "--plugin-path " + plugins);
        assertThat(Program.run(words.split(" ")).out())
                .containsPattern("usable   pairs.jar +SPI 1  sub-architecture i386/pairs\n");
        Program stop = Program.run(Map.of("KDUMP_STOP_PLUGINS", plugins.toString()), "stop", "--subarch", "i386/pairs");
        assertThat(stop.err()).isEmpty();
        assertThat(stop.out()).startsWith("CAPTURED_ALL: ");
    }

    /** In a JVM of its own, as the launcher starts it. */
    private static String printed(Path plugin, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Compiler.CLASS_PATH + File.pathSeparator + plugin,
                Main.class.getName()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private static String outputOf(Class<?> program) throws Exception {
        PrintStream original = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var main = program.getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(original);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
