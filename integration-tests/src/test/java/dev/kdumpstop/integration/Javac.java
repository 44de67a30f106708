package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles sources that tests read or make. */
final class Javac {
    /** That of the test. */
    static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private Javac() {}

    /**
     * Compiles one type into a folder, without annotation processors. What the compiler objects to fails the test.
     *
     * @param folder where the source goes, and the classes beside it
     * @param name simple name of the type
     */
    static void compile(Path folder, String classPath, String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a JRE");
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int exit = compiler.run(
                null,
                messages,
                messages,
                "-proc:none",
                "-classpath",
                classPath,
                "-d",
                folder.toString(),
                file.toString());
        assertThat(exit).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }
}
