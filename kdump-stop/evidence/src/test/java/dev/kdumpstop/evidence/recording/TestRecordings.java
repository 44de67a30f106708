package dev.kdumpstop.evidence.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The real recordings among the test resources. */
public final class TestRecordings {
    private TestRecordings() {}

    public static Path trace(String name) {
        return folder().resolve(name + ".jsonl");
    }

    public static Path log(String name) {
        return folder().resolve("raw").resolve(name + ".log");
    }

    public static List<Path> traces() {
        return files(folder(), ".jsonl");
    }

    public static List<Path> logs() {
        return files(folder().resolve("raw"), ".log");
    }

    public static Recording readWhole(Path file) {
        RecordingResult result = RecordingReader.read(file);
        if (!result.problems().isEmpty()) {
            throw new AssertionError(result.problems().toString());
        }
        return result.recording().orElseThrow();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        URL url = Objects.requireNonNull(TestRecordings.class.getResource("/linux-crash"));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
