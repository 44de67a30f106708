package dev.kdumpstop.evidence.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a recording of any known format. The format is told by the file's content, not by its name. */
public final class RecordingReader {
    private static final int GZIP = 0x1f8b;

    private RecordingReader() {}

    /**
     * Reads a file. Never throws for what is in the file or for a file that cannot be read: that is a problem of the
     * result.
     */
    public static RecordingResult read(Path file) {
        ProblemLog problems = new ProblemLog(file);
        if (Files.isDirectory(file)) {
            problems.error(0, "a directory", "a file with one recording");
            return new RecordingResult(Optional.empty(), problems.all());
        }
        int first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.read();
            if (first == GZIP >> 8 && in.read() == (GZIP & 0xff)) {
                problems.error(0, "data compressed by gzip", "the recording itself: unpack it first");
                return new RecordingResult(Optional.empty(), problems.all());
            }
        } catch (IOException e) {
            problems.error(0, "a file that cannot be read: " + e, "a readable file");
            return new RecordingResult(Optional.empty(), problems.all());
        }
        return first == '{' ? LinuxCrashTraceReader.read(file) : QemuApicLogReader.read(file);
    }
}
