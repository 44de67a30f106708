package dev.kdumpstop.api.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything public is described, every type with an example, and the examples are true. */
class DocumentationTest {
    private static final Documentation DOCUMENTATION = Documentation.read();

    private static URLClassLoader loader;

    @BeforeAll
    static void compileExamples(@TempDir Path folder) throws Exception {
        TreeSet<String> imports = new TreeSet<>(List.of("java.util"));
        DOCUMENTATION.types().forEach(type -> imports.add(type.substring(0, type.lastIndexOf('.'))));
        List<JavaSource> sources = DOCUMENTATION.examples().stream()
                .map(example -> example.source(List.copyOf(imports)))
                .toList();
        JavaSource.compile(folder, System.getProperty("java.class.path"), sources);
        loader = JavaSource.loader(folder, DocumentationTest.class.getClassLoader());
    }

    @AfterAll
    static void closeLoader() throws Exception {
        loader.close();
    }

    @Test
    @DisplayName("every public type has an example")
    void everyTypeHasAnExample() {
        assertThat(DOCUMENTATION.types()).hasSizeGreaterThan(80);
        List<String> without = new ArrayList<>(DOCUMENTATION.types());
        DOCUMENTATION.examples().forEach(example -> without.remove(example.type()));
        assertThat(without).isEmpty();
    }

    @Test
    @DisplayName("everything public has a comment")
    void everythingHasAComment() {
        assertThat(DOCUMENTATION.withoutComment()).isEmpty();
    }

    static Stream<Example> examples() {
        return DOCUMENTATION.examples().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void isTrue(Example example) throws Exception {
        assertThat(example.lines()).as("lines").isBetween(1, 12);
        Class<?> compiled = loader.loadClass(example.className());
        if (example.isTypes()) {
            for (Class<?> type : compiled.getDeclaredClasses()) {
                check(type);
            }
        } else {
            ExampleRun run = (ExampleRun) compiled.getConstructor().newInstance();
            run.run();
            assertThat(run.actual).isEqualTo(run.expected).hasSize(example.values());
        }
    }

    /** A class that is an extension can be created and described as the host does it. */
    private static void check(Class<?> type) throws ReflectiveOperationException {
        if (Extension.class.isAssignableFrom(type) && !type.isInterface()) {
            Extension extension = (Extension) type.getConstructor().newInstance();
            assertThat(extension.id()).matches("[a-z0-9/-]+");
            assertThat(extension.summary()).isNotBlank().doesNotEndWith(".");
            assertThat(extension.spiLevel()).isEqualTo(ApicSpi.LEVEL);
        }
    }
}
