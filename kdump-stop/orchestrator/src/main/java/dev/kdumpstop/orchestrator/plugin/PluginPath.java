package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.option.NearestName;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where drop-in jars are. Of a folder every {@code *.jar} counts, sorted by name, but no hidden file and nothing in folders
 * below; a file counts itself.
 *
 * @param places folders and jars, in the order in which they are searched
 */
public record PluginPath(List<Path> places) {
    /** Copies the list, without places that have no name: they come from {@code :} at the end. */
    public PluginPath {
        places = places.stream().filter(place -> !place.toString().isEmpty()).toList();
    }

    /**
     * Reads places joined as those of a class path are, by {@code :} (on Windows {@code ;}). What is empty does not count.
     *
     * @throws IllegalArgumentException if one cannot be the name of a file
     */
    public static PluginPath parse(String text) {
        List<Path> places = new ArrayList<>();
        for (String place : text.split(Pattern.quote(File.pathSeparator), -1)) {
            try {
                places.add(Path.of(place.strip()));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(
                        "'" + Failures.oneLine(place) + "' cannot be the name of a folder", e);
            }
        }
        return new PluginPath(places);
    }

    /** What is wrong with the places themselves: they are not there, or may not be searched. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Path place : places) {
            if (!Files.exists(place)) {
                problems.add("there is no " + place + hint(place));
            } else if (Files.isDirectory(place) && !(Files.isReadable(place) && Files.isExecutable(place))) {
                problems.add("the folder " + place + " may not be read");
            }
        }
        return problems;
    }

    private static String hint(Path place) {
        if (place.startsWith("~")) {
            return "; the shell puts your home there only if a blank stands before '~'";
        }
        Path folder = Objects.requireNonNullElse(place.toAbsolutePath().getParent(), place);
        if (!Files.isDirectory(folder)) {
            return "; there is no folder " + folder + " either";
        }
        List<String> beside = list(folder).stream()
                .filter(file -> Files.isDirectory(file) || isJar(file))
                .map(PluginPath::name)
                .toList();
        return NearestName.of(name(place), beside)
                .map(near -> ". Did you mean '" + place.resolveSibling(near) + "'?")
                .orElse("");
    }

    /** The jars, each once. */
    List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        List<Path> seen = new ArrayList<>();
        for (Path place : places) {
            for (Path jar : Files.isDirectory(place) ? jarsIn(place) : List.of(place)) {
                if (!seen.contains(real(jar))) {
                    seen.add(real(jar));
                    jars.add(jar);
                }
            }
        }
        return jars;
    }

    /** The jars of one folder. */
    static List<Path> jarsIn(Path folder) {
        return list(folder).stream().filter(PluginPath::isJar).toList();
    }

    /** Files in a folder of which a person would think that they are plug-ins, and which do not count; with the reason. */
    static List<String> passedOver(Path folder) {
        List<String> passedOver = new ArrayList<>();
        for (Path file : list(folder)) {
            String name = name(file).toLowerCase(Locale.ROOT);
            if (isHidden(file) || isJar(file)) {
                continue;
            } else if (name.equals("meta-inf") && Files.isDirectory(file)) {
                passedOver.add(folder
                        + " is itself a folder of classes: KDUMP_STOP_CLASSPATH takes it, or pack it into a jar");
            } else if (Files.isDirectory(file) && !jarsIn(file).isEmpty()) {
                passedOver.add("the jars in " + file + " do not count: only folders that are named are searched");
            } else if (name.endsWith(".class") || name.endsWith(".zip") || name.contains(".jar.")) {
                passedOver.add(file + " does not count: its name does not end in .jar");
            }
        }
        return passedOver;
    }

    private static boolean isJar(Path file) {
        return name(file).toLowerCase(Locale.ROOT).endsWith(".jar") && !isHidden(file);
    }

    /** By its name: what macOS puts beside a jar ends in .jar too. */
    private static boolean isHidden(Path file) {
        return name(file).startsWith(".");
    }

    static String name(Path file) {
        return Objects.requireNonNullElse(file.getFileName(), file).toString();
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    /** Sorted by name; nothing of a folder that cannot be read. */
    private static List<Path> list(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        files.sort(Comparator.comparing(PluginPath::name));
        return files;
    }
}
