package dev.kdumpstop.evidence.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds files of vectors: those named, and in directories what is called {@code *.jsonl} or {@code *.jsonl.gz}. */
public final class VectorFiles {
    private VectorFiles() {}

    /**
     * The files, those of a directory and below it in alphabetical order; a file named twice is there once.
     *
     * @param problems gets what is not there, and directories without vectors
     */
    public static List<Path> find(List<Path> named, List<String> problems) {
        Set<Path> files = new LinkedHashSet<>();
        for (Path path : named) {
            if (!Files.isDirectory(path)) {
                if (Files.exists(path)) {
                    files.add(path.normalize());
                } else {
                    problems.add(path + ": there is no such file or directory");
                }
                continue;
            }
            try (Stream<Path> below = Files.walk(path)) {
                List<Path> found = below.filter(VectorFiles::isNamedAsVectors)
                        .map(Path::normalize)
                        .sorted()
                        .toList();
                files.addAll(found);
                if (found.isEmpty()) {
                    problems.add(path + ": a directory without vectors; expected files named *.jsonl or *.jsonl.gz");
                }
            } catch (IOException | UncheckedIOException e) {
                problems.add(path + ": cannot be read: " + e.getMessage());
            }
        }
        return List.copyOf(files);
    }

    private static boolean isNamedAsVectors(Path path) {
        String name = path.getFileName().toString();
        return Files.isRegularFile(path) && (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz"));
    }
}
