package dev.kdumpstop.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of all keys, and the JSON Schema; {@code -Dreadme.update=true} writes both anew. */
class ReferenceTest {
    private static final Installed INSTALLED = Installed.discover();
    private static final Path FILES = Path.of("../../samples/experiments");
    private static final Path REFERENCE = FILES.resolve("reference.conf");
    private static final Path SCHEMA = Path.of("../../docs/experiment.schema.json");

    private static void check(Path file, String text) throws IOException {
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(file, text);
        }
        assertThat(file).hasContent(text);
    }

    @Test
    @DisplayName("reference.conf is what the code knows, names every key, and is itself an experiment")
    void reference() throws IOException {
        check(REFERENCE, ExperimentReference.text());
        String text = Files.readString(REFERENCE);
        assertThat(ExperimentKeys.list())
                .hasSizeGreaterThan(100)
                .allSatisfy(key -> assertThat(text)
                        .containsPattern("(?m)^# " + java.util.regex.Pattern.quote(key.comment())
                                + ".*; default: .+\\n(# )?" + java.util.regex.Pattern.quote(key.path()) + " = "));
        Experiment experiment = ExperimentFile.read(REFERENCE, INSTALLED, Map.of());
        assertThat(experiment.cells()).hasSize(3);
    }

    @Test
    @DisplayName("docs/machine-file.md says the same of a machine's keys")
    void machineKeys() throws IOException {
        String page = Files.readString(Path.of("../../docs/machine-file.md"));
        assertThat(MachineKeys.all())
                .hasSameSizeAs(MachineFile.keys())
                .allSatisfy(words -> assertThat(page)
                        .contains("| `" + words.path().replaceFirst(".*\\.", "") + "` | " + words.otherwise() + " | "
                                + (words.unit().isEmpty() ? "" : words.unit() + " ") + "| " + words.what() + " |"));
    }

    static Stream<Key> keys() {
        return ExperimentKeys.list().stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    @DisplayName("the example of each key is valid")
    void example(Key key) {
        String before = key.path().startsWith("traffic.") ? "kind = normal-operation\n" : "repeat = 3\nseed = 4\n";
        String text = switch (key.path()) {
            case "kind" -> "kind = " + key.example();
            case "repeat", "seed" -> key.path() + " = " + key.example() + "\ntitle = x";
            case "compare.wait-policy" -> before + "compare.solution = A\n" + key.path() + " = " + key.example();
            case "wait-policy" -> before + "solution = A\n" + key.path() + " = " + key.example();
            case "crashing-cpu" -> before + "machine.cpus = 8\n" + key.path() + " = " + key.example();
            case "only-if" ->
                before + "vary { machine.cpus = [4, 8], subarch = [i386/default, x86_64/flat] }\n" + key.path() + " = "
                        + key.example();
            case "case" -> before + "cases { before { solution = A } }\n" + key.path() + " = " + key.example();
            default -> before + key.path() + " = " + key.example();
        };
        assertThat(ExperimentFile.parse("example", "example", text, INSTALLED, Map.of())
                        .cells())
                .isNotEmpty();
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".conf")).toList();
        }
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA));
    }

    @Test
    @DisplayName("the schema is what the code knows, and refuses what the reader refuses")
    void schemaFile() throws IOException {
        check(SCHEMA, ExperimentSchema.json(INSTALLED) + "\n");
        assertThat(schema().validate("{\"solutin\": \"A\"}", InputFormat.JSON)).isNotEmpty();
        assertThat(schema().validate("{\"kind\": \"crash\"}", InputFormat.JSON)).isNotEmpty();
        assertThat(schema().validate("{\"repeat\": \"many\"}", InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    @DisplayName("each shipped experiment is valid, and as JSON by the schema")
    void shippedFiles(Path file) throws IOException {
        assertThat(ExperimentFile.read(file, INSTALLED, Map.of()).cells()).isNotEmpty();
        assertThat(Files.readString(file)).startsWith("# ");
        String json = ConfigFactory.parseFile(file.toFile()).resolve().root().render(ConfigRenderOptions.concise());
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
    }
}
