package dev.kdumpstop.evidence.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads QEMU's own log of a run with {@code -trace 'apic_*'}, best with {@code -trace 'memory_region_ops_*'} (which name
 * the CPU) and {@code -msg timestamp=on}. Both generations: {@code apic_mem_readl/writel} with an offset (seen in 7.2), and
 * {@code apic_register_read/write} with a register number (seen in 10.0).
 *
 * <p>CPUs are never guessed. An access has one if the memory trace names it, or if each CPU had a thread of its own and
 * any line of the access's thread names its CPU.
 */
public final class QemuApicLogReader {
    private final Path file;
    private final ProblemLog problems;
    private final QemuAccesses accesses;
    private final QemuEventParser parser;
    private Optional<RecordingFormat> format = Optional.empty();
    private boolean mixed;

    private QemuApicLogReader(Path file) {
        this.file = file;
        this.problems = new ProblemLog(file);
        this.accesses = new QemuAccesses(problems);
        this.parser = new QemuEventParser(problems, accesses);
    }

    /**
     * Reads a file. Never throws for what is in the file or for a file that cannot be read: that is a problem of the
     * result.
     */
    public static RecordingResult read(Path file) {
        QemuApicLogReader reader = new QemuApicLogReader(file);
        Optional<Recording> recording = Optional.empty();
        try (LineSource lines = new LineSource(Files.newInputStream(file))) {
            recording = reader.recording(lines);
        } catch (IOException e) {
            reader.problems.error(0, "a file that cannot be read: " + e, "a readable file");
        }
        return new RecordingResult(recording, reader.problems.all());
    }

    private Optional<Recording> recording(LineSource lines) throws IOException {
        String expected = "a recording: events of QEMU's -trace 'apic_*', such as `apic_mem_writel 0x300 = 0x000c0400`,"
                + " or JSON Lines of format " + LinuxCrashTraceReader.FORMAT;
        while (lines.next()) {
            accept(lines);
        }
        if (lines.number() == 0) {
            problems.error(0, "an empty file", expected);
            return Optional.empty();
        }
        if (accesses.isEmpty()) {
            problems.error(0, lines.number() + " lines and no event of an APIC", expected);
            return Optional.empty();
        }
        return Optional.of(new Recording(
                file,
                format.orElse(RecordingFormat.QEMU_LOG_PLAIN),
                Optional.empty(),
                accesses.finish(),
                parser.ignored()));
    }

    private void accept(LineSource lines) {
        QemuLogLine line = QemuLogLine.of(lines.number(), lines.text());
        if (!parser.accept(line, lines.terminated())) {
            return;
        }
        RecordingFormat now =
                line.microseconds().isPresent() ? RecordingFormat.QEMU_LOG_TIMESTAMPS : RecordingFormat.QEMU_LOG_PLAIN;
        if (format.isEmpty()) {
            format = Optional.of(now);
        } else if (format.get() != now && !mixed) {
            mixed = true;
            problems.error(
                    line.number(),
                    now == RecordingFormat.QEMU_LOG_PLAIN
                            ? "an event without a time stamp"
                            : "an event with a time stamp",
                    "the form of the first event: " + format.get().label());
        }
    }
}
