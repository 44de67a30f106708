package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.CpuOutcome;
import dev.kdumpstop.orchestrator.note.CrashNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes what goes into files. What cannot be written is the user's to put right. */
final class OutputFiles {
    private OutputFiles() {}

    /** Writes a text in UTF-8. */
    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the note of each CPU to {@code cpuN.note}; that of a CPU that was not saved is empty: all zeros. */
    static void writeNotes(Path directory, StopReport report) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UserError(List.of("cannot make the directory " + directory + ": " + reason(directory, e)));
        }
        for (CpuOutcome cpu : report.outcome().cpus()) {
            write(
                    directory.resolve("cpu" + cpu.cpu() + ".note"),
                    CrashNote.render(report.stop().machine().architecture(), cpu.registersSaved()));
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UserError(List.of("cannot write " + file + ": " + reason(file, e)));
        }
    }

    /** What stands in the way, in words. */
    private static String reason(Path file, IOException e) {
        Path folder = file.getParent();
        for (Path above = folder; above != null; above = above.getParent()) {
            if (Files.exists(above) && !Files.isDirectory(above)) {
                return above + " is a file, not a directory";
            }
        }
        if (Files.isDirectory(file) && !(e instanceof AccessDeniedException)) {
            return "it is a directory";
        } else if (e instanceof FileAlreadyExistsException) {
            return "it is a file, not a directory";
        } else if (e instanceof NoSuchFileException) {
            return "there is no directory " + folder;
        } else if (e instanceof AccessDeniedException) {
            return "it is not allowed";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? "the system does not say why" : reason.toLowerCase(Locale.ROOT);
    }
}
