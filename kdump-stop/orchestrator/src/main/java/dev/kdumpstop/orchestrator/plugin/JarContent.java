package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.option.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** What a jar says of itself, read without loading a class: the extensions it names, its classes, the jars it needs. */
final class JarContent {
    private static final List<String> SERVICES =
            ExtensionPoint.ALL.stream().map(point -> point.service().getName()).toList();
    private static final int LONGEST_SERVICE_FILE = 1_000_000;
    private static final String CLASS_NAME = "[\\p{javaJavaIdentifierPart}.]+";

    private final List<Named> named = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> classes = new TreeSet<>();
    private final List<Path> classPath = new ArrayList<>();
    private boolean hasServiceFile;

    private JarContent() {}

    /**
     * A line of a service file.
     *
     * @param point the kind of extension
     * @param className the class that is one
     */
    record Named(ExtensionPoint<?> point, String className) {}

    /** Extensions the jar names, in the order of the kinds and lines, each once. */
    List<Named> named() {
        return named;
    }

    /** What is wrong with the jar's service files. */
    List<String> problems() {
        return problems;
    }

    /** Names of all classes in the jar, sorted. */
    Set<String> classes() {
        return classes;
    }

    /** Whether the jar has a service file of ours, or one that is meant to be. */
    boolean hasServiceFile() {
        return hasServiceFile;
    }

    /** The files that Class-Path in the manifest names. */
    List<Path> classPath() {
        return classPath;
    }

    /** Reads a jar. @throws Refusal if it cannot be read, with the reason */
    static JarContent read(Path file) {
        JarFileState.refuseUnlessReadable(file);
        try (JarFile jar = new JarFile(file.toFile())) {
            JarContent content = new JarContent();
            content.read(jar, file);
            return content;
        } catch (SecurityException e) {
            throw new Refusal(new Failures(name -> "").of("", e));
        } catch (IOException | RuntimeException e) {
            throw new Refusal(JarFileState.whyNotJar(file, Failures.message(e)));
        }
    }

    private void read(JarFile jar, Path file) throws IOException {
        List<String> entries = new ArrayList<>();
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.isDirectory()) {
                continue;
            }
            entries.add(entry.getName());
            if (entry.getName().endsWith(".class")) {
                classes.add(entry.getName().replaceFirst("\\.class$", "").replace('/', '.'));
            }
        }
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            String name = ExtensionPoint.SERVICE_FILES + point.service().getName();
            if (entries.contains(name)) {
                hasServiceFile = true;
                readServiceFile(point, name, jar);
            }
        }
        entries.forEach(this::findMisplaced);
        readClassPath(jar.getManifest(), file);
    }

    private void readServiceFile(ExtensionPoint<?> point, String name, JarFile jar) throws IOException {
        byte[] bytes;
        try (InputStream stream = jar.getInputStream(jar.getJarEntry(name))) {
            bytes = stream.readNBytes(LONGEST_SERVICE_FILE + 1);
        }
        if (bytes.length > LONGEST_SERVICE_FILE) {
            problems.add(name + " has more than " + LONGEST_SERVICE_FILE + " bytes; it should name one class a line");
            return;
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        boolean empty = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            empty &= line.isEmpty();
            Named candidate = new Named(point, line);
            if (line.startsWith("\uFEFF")) {
                problems.add(name + " begins with a byte-order mark; save it as UTF-8 without one");
            } else if (!line.isEmpty() && !isClassName(line)) {
                problems.add(name + ", line " + (i + 1) + ": '" + Failures.oneLine(line)
                        + "' is not the name of a class; one name a line, without '.class', comments after '#'");
            } else if (!line.isEmpty() && !named.contains(candidate)) {
                named.add(candidate);
            }
        }
        if (empty) {
            problems.add(name + " names no class; write the full name of your class into it");
        }
    }

    private static boolean isClassName(String line) {
        if (!line.matches(CLASS_NAME) || line.endsWith(".class") || !Failures.isOneLine(line)) {
            return false;
        }
        for (String part : line.split("\\.", -1)) {
            if (part.isEmpty() || !Character.isJavaIdentifierStart(part.codePointAt(0))) {
                return false;
            }
        }
        return true;
    }

    /** A service file with a name or in a place where nobody looks for it. */
    private void findMisplaced(String entry) {
        boolean inPlace = entry.startsWith(ExtensionPoint.SERVICE_FILES);
        String service = (inPlace ? entry.substring(ExtensionPoint.SERVICE_FILES.length()) : lastPart(entry, '/'))
                .replace('/', '.');
        if (SERVICES.contains(service) && !entry.equals(ExtensionPoint.SERVICE_FILES + service)) {
            hasServiceFile = true;
            problems.add("its service file is " + entry + ", where nobody looks for it; it belongs to "
                    + ExtensionPoint.SERVICE_FILES + service);
        } else if (inPlace && !SERVICES.contains(service) && isMeantForUs(service)) {
            hasServiceFile = true;
            problems.add(entry + " is of no service there is" + hint(service));
        }
    }

    private static boolean isMeantForUs(String service) {
        return service.contains("kdumpstop") || sameType(service).isPresent();
    }

    /** The service whose type has the same name, in another package or case. */
    private static Optional<String> sameType(String service) {
        String type = lastPart(service, '.');
        return SERVICES.stream()
                .filter(known -> lastPart(known, '.').equalsIgnoreCase(type))
                .findFirst();
    }

    private static String hint(String service) {
        return sameType(service)
                .or(() -> NearestName.of(service, SERVICES))
                .map(known -> ". Did you mean '" + known + "'?")
                .orElseGet(() -> "; there are " + String.join(", ", SERVICES));
    }

    private static String lastPart(String text, char separator) {
        return text.substring(text.lastIndexOf(separator) + 1);
    }

    private void readClassPath(@Nullable Manifest manifest, Path file) {
        String value = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        for (String element :
                value == null ? List.<String>of() : List.of(value.strip().split("\\s+"))) {
            try {
                classPath.add(Path.of(file.toUri().resolve(element)).normalize());
            } catch (RuntimeException e) {
                // Not a file: the class loader passes over it too.
            }
        }
    }
}
