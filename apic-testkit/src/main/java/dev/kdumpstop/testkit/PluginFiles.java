package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where a plug-in's classes are, and the service file that names it: what its jar is made of. */
final class PluginFiles {
    private static final String SERVICES = "META-INF/services/";

    private PluginFiles() {}

    /** The jar or folder of a class; empty for one that was made at run time. */
    static Optional<Path> of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The jar or folder whose service file names the class; build tools may keep it apart from the classes. */
    static Optional<Path> serviceFileOf(Class<?> type, Class<? extends Extension> service) {
        String name = SERVICES + service.getName();
        ClassLoader loader = Objects.requireNonNullElse(type.getClassLoader(), ClassLoader.getSystemClassLoader());
        try {
            for (URL url : Collections.list(loader.getResources(name))) {
                URLConnection connection = url.openConnection();
                connection.setUseCaches(false);
                if (names(connection, type)) {
                    return Optional.of(root(url, connection, name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the service files " + name + " cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        return Optional.empty();
    }

    /** What the plug-in's jar would hold: its classes, its service file, and the libraries it brings along. */
    static List<Path> jarOf(Class<?> type, Class<? extends Extension> service, List<Path> libraries) {
        List<Path> files = new ArrayList<>();
        of(type).ifPresent(files::add);
        serviceFileOf(type, service).filter(root -> !files.contains(root)).ifPresent(files::add);
        files.addAll(libraries);
        return files;
    }

    private static boolean names(URLConnection connection, Class<?> type) throws IOException {
        try (var in = connection.getInputStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .anyMatch(type.getName()::equals);
        }
    }

    private static Path root(URL url, URLConnection connection, String name) throws IOException, URISyntaxException {
        if (connection instanceof JarURLConnection jar) {
            return Path.of(jar.getJarFileURL().toURI());
        }
        Path file = Path.of(url.toURI());
        for (String step : name.split("/", -1)) {
            file = Objects.requireNonNull(file.getParent(), step);
        }
        return file;
    }
}
