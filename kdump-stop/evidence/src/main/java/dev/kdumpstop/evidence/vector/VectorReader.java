package dev.kdumpstop.evidence.vector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kdumpstop.evidence.recording.JsonFields;
import dev.kdumpstop.evidence.recording.JsonLine;
import dev.kdumpstop.evidence.recording.LineSource;
import dev.kdumpstop.evidence.recording.ProblemLog;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads vectors from a file, one JSON object a line, as it is or compressed by gzip. */
public final class VectorReader {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private VectorReader() {}

    /**
     * Hands every whole vector of a file to {@code consumer}, in order, and keeps none. Never throws for what is in the file or
     * for a file that cannot be read: that is a problem of the result, and the lines after a broken one are read.
     *
     * @return everything that is not as it should be, in order
     */
    public static List<RecordingProblem> read(Path file, Consumer<ApicVector> consumer) {
        ProblemLog problems = new ProblemLog(file);
        try (InputStream in = open(file)) {
            read(file, in, consumer, problems);
        } catch (IOException e) {
            problems.error(
                    0, "a file that cannot be read: " + e, "a readable file of vectors, or one compressed by gzip");
        }
        return problems.all();
    }

    static void read(Path file, InputStream in, Consumer<ApicVector> consumer, ProblemLog problems) throws IOException {
        LineSource lines = new LineSource(in);
        int objects = 0;
        while (lines.next()) {
            if (lines.text().isBlank()) {
                continue;
            }
            objects++;
            Optional<ObjectNode> object = JsonLine.parse(lines, problems);
            if (object.isPresent()) {
                JsonFields fields = new JsonFields(object.get(), "", lines.number(), problems);
                new VectorParser(file, fields).parse().ifPresent(consumer);
            }
        }
        if (objects == 0) {
            problems.error(0, "an empty file", "vectors, one JSON object a line");
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(2);
            boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            return gzip ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
