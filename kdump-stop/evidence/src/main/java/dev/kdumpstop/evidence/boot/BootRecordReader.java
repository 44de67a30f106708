package dev.kdumpstop.evidence.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads boot logs, {@code /proc/cpuinfo} and {@code lscpu} output; what a file is, is told by its lines. */
public final class BootRecordReader {
    /** What files may hold, for messages. */
    public static final String EXPECTED =
            "a Linux boot log (dmesg, journalctl -k, a serial console), /proc/cpuinfo or lscpu -e";

    private static final long LARGEST = 256L << 20;

    private BootRecordReader() {}

    /** Reads files about one machine. Never throws for what is in them: that is a problem of the record. */
    public static BootRecord read(List<Path> files) {
        List<Statement> statements = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            try {
                read(file, shortName(file, files), statements, notes, problems);
            } catch (IOException e) {
                problems.add(file + ": cannot be read: " + e);
            }
        }
        return new BootRecord(statements, notes, problems);
    }

    /** The file's name without folders, unless another one has the same. */
    private static String shortName(Path file, List<Path> files) {
        Path name = file.getFileName();
        boolean alone = files.stream()
                        .filter(other -> Objects.equals(other.getFileName(), name))
                        .count()
                == 1;
        return name == null || !alone ? file.toString() : name.toString();
    }

    private static void read(
            Path file, String name, List<Statement> statements, List<String> notes, List<String> problems)
            throws IOException {
        if (Files.isDirectory(file)) {
            problems.add(file + ": is a directory; expected " + EXPECTED);
        } else if (!Files.exists(file)) {
            problems.add(file + ": there is no such file");
        } else if (Files.size(file) > LARGEST) {
            problems.add(file + ": has more than 256 MiB; expected " + EXPECTED);
        } else {
            read(name, Files.readAllBytes(file), statements, notes, problems);
        }
    }

    private static void read(
            String file, byte[] bytes, List<Statement> statements, List<String> notes, List<String> problems) {
        FileText text = FileText.of(bytes);
        if (!text.refusal().isEmpty()) {
            problems.add(file + ": " + text.refusal());
            return;
        }
        BootFile read = new BootFile(file);
        text.lines().forEach(read::line);
        List<Statement> found = read.statements();
        if (found.isEmpty()) {
            problems.add(file + ": " + read.whyEmpty());
        } else {
            statements.addAll(found);
            read.note().ifPresent(note -> notes.add(file + ": " + note));
        }
    }
}
