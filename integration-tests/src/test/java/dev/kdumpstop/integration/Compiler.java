package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles sources against what the tests see. */
final class Compiler {
    /** The class path of the tests, with all modules. */
    static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static final JavaCompiler JAVAC =
            Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a JRE");
    /** Kept, because it keeps the jars of the class path. */
    private static final StandardJavaFileManager FILES = JAVAC.getStandardFileManager(null, null, null);

    private Compiler() {}

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String className, String code) {
            super(URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    /**
     * Compiles classes into a folder.
     *
     * @param sources code by full class name
     * @param before what stands before the tests' class path
     */
    static void compile(Path folder, Map<String, String> sources, Path... before) {
        List<JavaFileObject> all = new ArrayList<>();
        sources.forEach((name, code) -> all.add(new Source(name, code)));
        List<Path> classPath = Stream.concat(
                        Stream.of(before),
                        Stream.of(CLASS_PATH.split(File.pathSeparator)).map(Path::of))
                .toList();
        try {
            FILES.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringWriter messages = new StringWriter();
        boolean done = JAVAC.getTask(messages, FILES, null, List.of("-proc:none", "-nowarn"), null, all)
                .call();
        assertThat(done).as(messages.toString()).isTrue();
    }
}
