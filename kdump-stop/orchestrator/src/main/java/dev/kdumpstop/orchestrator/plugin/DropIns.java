package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Loads drop-in jars, each in a class loader of its own. Not by ServiceLoader, which gives up a service file at its first
 * wrong line and does not say which class it was that could not be linked.
 */
final class DropIns {
    private static final String API = ApicSpi.class.getPackageName() + ".";
    private static final ClassLoader HOST = Objects.requireNonNull(DropIns.class.getClassLoader());

    private final Map<PluginJar, JarContent> contents = new LinkedHashMap<>();
    private final List<PluginJar> jars = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private final List<PluginProblem> problems = new ArrayList<>();

    /** Loads these jars; {@code taken}: origins that others have, to which theirs are added. */
    DropIns(List<Path> files, Set<String> taken) {
        for (Path file : files) {
            String name = PluginPath.name(file);
            String origin = Failures.oneLine(taken.add(name) ? name : file.toString());
            PluginJar jar = new PluginJar(origin, file, List.of());
            try {
                contents.put(jar, JarContent.read(file));
            } catch (Refusal e) {
                jars.add(jar);
                problems.add(PluginProblem.ofJar(origin, e.why()));
            }
        }
        contents.forEach(this::load);
        jars.sort((a, b) -> Integer.compare(files.indexOf(a.file()), files.indexOf(b.file())));
    }

    /** All of them, in the order in which they were given. */
    List<PluginJar> jars() {
        return jars;
    }

    /** What could be made, in the order in which it was found. */
    List<Found> found() {
        return found;
    }

    /** What could not. */
    List<PluginProblem> problems() {
        return problems;
    }

    private void load(PluginJar jar, JarContent content) {
        List<String> libraryOf = content.hasServiceFile() ? List.of() : usersOf(jar);
        jars.add(new PluginJar(jar.origin(), jar.file(), libraryOf));
        if (!content.hasServiceFile() && libraryOf.isEmpty()) {
            problems.add(PluginProblem.ofJar(jar.origin(), noServiceFile(content)));
        }
        content.problems().forEach(problem -> problems.add(PluginProblem.ofJar(jar.origin(), problem)));
        ClassLoader loader = PluginClassLoader.of(jar.origin(), List.of(jar.file()));
        Failures failures = new Failures(name -> missing(name, jar));
        for (JarContent.Named named : content.named()) {
            try {
                Class<?> type = type(named, content, loader, failures);
                found.add(new Found(named.point(), Maker.make(named.point(), type, failures), jar.origin(), failures));
            } catch (Refusal e) {
                problems.add(new PluginProblem(
                        named.point().words(), named.className(), jar.origin(), OptionalInt.empty(), e.why()));
            }
        }
    }

    private List<String> usersOf(PluginJar library) {
        Path file = library.file().toAbsolutePath().normalize();
        return contents.entrySet().stream()
                .filter(other -> other.getValue().classPath().contains(file))
                .map(other -> other.getKey().origin())
                .toList();
    }

    private static String noServiceFile(JarContent content) {
        return "names no extension: it has no file " + ExtensionPoint.SERVICE_FILES + "NAME, where NAME is one of "
                + String.join(
                        ", ",
                        ExtensionPoint.ALL.stream()
                                .map(point -> point.service().getName())
                                .toList())
                + (content.classes().contains("module-info")
                        ? "; what module-info provides does not count"
                        : "; if it is a library of another plug-in, name it in Class-Path of that one's manifest");
    }

    private static Class<?> type(JarContent.Named named, JarContent content, ClassLoader loader, Failures failures) {
        String name = named.className();
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            if (e.getCause() instanceof IOException damaged) {
                throw new Refusal(
                        "cannot be read from the jar (" + Failures.message(damaged) + "); build or copy it again");
            }
            throw new Refusal("is named in " + ExtensionPoint.SERVICE_FILES
                    + named.point().service().getName() + ", but there is no such class in the jar"
                    + near(name, content));
        } catch (Throwable e) {
            throw new Refusal(failures.of("", e));
        }
    }

    /** A class of the same simple name, or the one with the fewest edits. */
    private static String near(String name, JarContent content) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return content.classes().stream()
                .filter(other -> other.equals(simple) || other.endsWith("." + simple) || other.endsWith("$" + simple))
                .findFirst()
                .or(() -> NearestName.of(name, content.classes()))
                .map(other -> ". Did you mean '" + other + "'?")
                .orElse("");
    }

    /** What to say of a class that a plug-in needs and that is not there. */
    private String missing(String name, PluginJar jar) {
        if (name.startsWith(API)) {
            return "which the apic-api of this host, SPI level " + ApicSpi.LEVEL
                    + ", does not have; compile it against that one, or update the host";
        }
        boolean isOurs = name.startsWith("dev.kdumpstop.");
        for (Map.Entry<PluginJar, JarContent> other : contents.entrySet()) {
            if (!isOurs
                    && !other.getKey().equals(jar)
                    && other.getValue().classes().contains(name)) {
                return "which " + other.getKey().origin()
                        + " has; each jar is loaded for itself: name that one in Class-Path"
                        + " of the manifest, or put both into one jar";
            }
        }
        if (HOST.getResource(name.replace('.', '/') + ".class") != null) {
            return "which is this program's own; a plug-in sees only apic-api and the JDK: "
                    + (isOurs ? "use what apic-api has" : "put that library into the jar");
        }
        Path folder =
                Objects.requireNonNull(jar.file().toAbsolutePath().normalize().getParent());
        List<String> gone = Objects.requireNonNull(contents.get(jar)).classPath().stream()
                .filter(file -> !Files.exists(file))
                .map(file -> folder.relativize(file).toString())
                .toList();
        return gone.isEmpty()
                ? "which is not in the jar; put it there, or name its jar in Class-Path of the manifest"
                : "which is not in the jar; Class-Path of its manifest names files that are not there: "
                        + String.join(", ", gone);
    }
}
