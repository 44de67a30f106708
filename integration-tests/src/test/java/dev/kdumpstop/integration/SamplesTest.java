package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kdumpstop.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of the samples' README: the jar that was built is dropped into the plug-in path, and what is printed is what the
 * sample expects. {@code -Dreadme.update=true} writes the outputs anew.
 */
class SamplesTest {
    private static final Path SAMPLES = Path.of("../samples");
    private static final Path README = SAMPLES.resolve("README.md");
    private static final String PROGRAM = "kdump-stop/bin/kdump-stop ";
    private static final Pattern SAMPLE = Pattern.compile(
            "```sh\nmvn -q package -DskipTests -pl samples/(\\S+) -am && ([^\n]*)\n```\n\n<!-- output: (\\S+) -->\n```text\n"
                    + "(.*?)```\n<!-- end -->",
            Pattern.DOTALL);

    /** A command of the README and how its output begins there. */
    private record Sample(String name, String command, String shown) {
        @Override
        public String toString() {
            return name;
        }

        Path expected() {
            return SAMPLES.resolve(name).resolve("expected-output.txt");
        }
    }

    static Stream<Sample> samples() throws IOException {
        Matcher matcher = SAMPLE.matcher(Files.readString(README));
        Stream.Builder<Sample> samples = Stream.builder();
        while (matcher.find()) {
            assertThat(matcher.group(3)).isEqualTo(matcher.group(1));
            samples.add(new Sample(matcher.group(1), matcher.group(2), matcher.group(4)));
        }
        return samples.build();
    }

    @Test
    @DisplayName("each sample has its command in the README")
    void eachHasItsCommand() throws IOException {
        try (Stream<Path> folders = Files.list(SAMPLES)) {
            assertThat(samples().map(Sample::name))
                    .containsExactlyInAnyOrderElementsOf(
                            folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                                    .map(folder -> folder.getFileName().toString())
                                    .toList());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    @DisplayName("the jar of a sample prints what the sample expects")
    void prints(Sample sample) throws Exception {
        assumeTrue(hasJar(sample), () -> "no jar of " + sample + "; run \"mvn verify\"");
        String printed = sample.command().startsWith(PROGRAM) ? program(sample) : process(sample);
        if (Boolean.getBoolean("readme.update")) {
            update(sample, printed);
            return;
        }
        assertThat(printed).isEqualToNormalizingNewlines(Files.readString(sample.expected()));
        assertThat(printed.replace("\r\n", "\n")).startsWith(sample.shown());
    }

    /** As many lines as there were. */
    private static void update(Sample sample, String printed) throws IOException {
        Files.writeString(sample.expected(), printed);
        long lines = sample.shown().lines().count();
        String beginning = printed.lines().limit(lines).map(line -> line + "\n").collect(Collectors.joining());
        String block = "<!-- output: " + sample + " -->\n```text\n";
        Files.writeString(
                README, Files.readString(README).replace(block + sample.shown() + "```", block + beginning + "```"));
    }

    private static boolean hasJar(Sample sample) throws IOException {
        Path target = SAMPLES.resolve(sample.name()).resolve("target");
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.anyMatch(file -> file.toString().endsWith(".jar"));
        }
    }

    private static List<String> words(String command) {
        return Stream.of(command.split(" "))
                .map(word -> word.startsWith("samples/") ? "../" + word : word)
                .toList();
    }

    private static String program(Sample sample) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of(),
                words(sample.command().substring(PROGRAM.length())).toArray(String[]::new));
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        return out.toString();
    }

    private static String process(Sample sample) throws Exception {
        List<String> command = new ArrayList<>(words(sample.command()));
        assertThat(command).startsWith("java");
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
