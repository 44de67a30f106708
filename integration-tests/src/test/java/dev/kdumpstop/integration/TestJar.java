package dev.kdumpstop.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Makes a jar of sources, as the build of a plug-in does, or of worse things. */
final class TestJar {
    private final String name;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> onlyToCompile = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private UnaryOperator<Map<String, byte[]>> change = UnaryOperator.identity();

    private TestJar(String name) {
        this.name = name;
    }

    static TestJar named(String name) {
        return new TestJar(name);
    }

    /** The files in a jar, by path. */
    static Map<String, byte[]> content(Path jar) {
        Map<String, byte[]> content = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory()) {
                    try (InputStream bytes = zip.getInputStream(entry)) {
                        content.put(entry.getName(), bytes.readAllBytes());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content;
    }

    /** Writes a jar. */
    static void write(Path jar, Map<String, byte[]> content) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                entries.putNextEntry(new JarEntry(entry.getKey()));
                entries.write(entry.getValue());
                entries.closeEntry();
            }
        }
    }

    String name() {
        return name;
    }

    /** A class that is compiled into the jar. */
    TestJar source(String className, String code) {
        sources.put(className, code);
        return this;
    }

    /** A class that the others are compiled against and that is not in the jar. */
    TestJar onlyToCompile(String className, String code) {
        onlyToCompile.put(className, code);
        return this;
    }

    /** The service file of a type. */
    TestJar service(Class<?> type, String... lines) {
        return file("META-INF/services/" + type.getName(), String.join("\n", lines));
    }

    TestJar manifest(String line) {
        return file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + line + "\n");
    }

    TestJar file(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A last change of what goes into the jar: path to bytes. */
    TestJar change(UnaryOperator<Map<String, byte[]>> value) {
        change = value;
        return this;
    }

    /** Writes the jar into a folder. */
    Path into(Path folder) {
        try {
            Path work = Files.createTempDirectory(folder.getParent(), "work");
            Path stubs = Files.createDirectory(work.resolve("stubs"));
            Path classes = Files.createDirectory(work.resolve("classes"));
            if (!onlyToCompile.isEmpty()) {
                Compiler.compile(stubs, onlyToCompile);
            }
            if (!sources.isEmpty()) {
                Compiler.compile(classes, sources, stubs);
            }
            Map<String, byte[]> content = new LinkedHashMap<>(files);
            try (Stream<Path> all = Files.walk(classes)) {
                for (Path file : all.filter(path -> path.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    content.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
            Path jar = folder.resolve(name);
            write(jar, change.apply(content));
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
