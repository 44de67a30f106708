package dev.kdumpstop.api.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java source made by a test. */
public final class JavaSource extends SimpleJavaFileObject {
    private final String text;

    /**
     * A source file.
     *
     * @param name full name of its type
     * @param text what is in it
     */
    public JavaSource(String name, String text) {
        super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
        this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }

    /** The compiler of the JDK that runs the tests. */
    public static JavaCompiler compiler() {
        return Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a JRE");
    }

    /** Compiles the sources into a folder. What the compiler objects to fails the test. */
    public static void compile(Path folder, String classPath, List<JavaSource> sources) {
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-proc:none", "-classpath", classPath, "-d", folder.toString());
        Boolean compiled =
                compiler().getTask(messages, null, null, options, null, sources).call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    /** A loader of the classes in a folder; the caller closes it. */
    public static URLClassLoader loader(Path folder, ClassLoader parent) throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, parent);
    }
}
