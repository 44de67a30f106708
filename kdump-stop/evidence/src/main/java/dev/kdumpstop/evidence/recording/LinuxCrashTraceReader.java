package dev.kdumpstop.evidence.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads {@code linux-crash-trace/1}: JSON Lines, first a header, then one event a line. What is broken is reported, and
 * the rest is read, so that one run shows all problems of a file.
 */
public final class LinuxCrashTraceReader {
    /** The value of the header's {@code format}. */
    public static final String FORMAT = "linux-crash-trace/1";

    private final Path file;
    private final ProblemLog problems;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final SortedMap<String, Integer> ignored = new TreeMap<>();

    private LinuxCrashTraceReader(Path file) {
        this.file = file;
        this.problems = new ProblemLog(file);
    }

    /**
     * Reads a file. Never throws for what is in the file or for a file that cannot be read: that is a problem of the
     * result.
     */
    public static RecordingResult read(Path file) {
        LinuxCrashTraceReader reader = new LinuxCrashTraceReader(file);
        Optional<Recording> recording = Optional.empty();
        try (LineSource lines = new LineSource(Files.newInputStream(file))) {
            recording = reader.recording(lines);
        } catch (IOException e) {
            reader.problems.error(0, "a file that cannot be read: " + e, "a readable file");
        }
        return new RecordingResult(recording, reader.problems.all());
    }

    private Optional<Recording> recording(LineSource lines) throws IOException {
        if (!lines.next()) {
            problems.error(0, "an empty file", "a recording: a line with \"format\": \"" + FORMAT + "\", then events");
            return Optional.empty();
        }
        Optional<ObjectNode> first = JsonLine.parse(lines, problems);
        if (first.isEmpty() || !isHeader(first.get(), lines.number())) {
            return Optional.empty();
        }
        Optional<RecordingHeader> header =
                TraceHeaderParser.parse(new JsonFields(first.get(), "", lines.number(), problems), problems);
        TraceEventParser parser = new TraceEventParser(problems, header.map(RecordingHeader::maps));
        while (lines.next()) {
            readEvent(lines, parser);
        }
        if (events.isEmpty()) {
            problems.error(lines.number(), "no event after the header", "at least one event");
        }
        return Optional.of(new Recording(file, RecordingFormat.LINUX_CRASH_TRACE_1, header, events, ignored));
    }

    private boolean isHeader(ObjectNode object, int line) {
        String found = object.path("format").asText("");
        if (found.equals(FORMAT)) {
            return true;
        }
        problems.error(
                line,
                object.has("format") ? "`format`: " + ProblemLog.quote(found) : "a first line without `format`",
                "`format`: " + FORMAT);
        return false;
    }

    private void readEvent(LineSource lines, TraceEventParser parser) {
        if (lines.text().isBlank()) {
            ignored.merge("blank lines", 1, Integer::sum);
            return;
        }
        Optional<ObjectNode> object = JsonLine.parse(lines, problems);
        if (object.isPresent()) {
            parser.parse(object.get(), lines.number()).ifPresent(events::add);
        } else {
            parser.skipEvent();
        }
    }
}
