package dev.kdumpstop.evidence.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns one line into a JSON object, or says why not. */
public final class JsonLine {
    // A key given twice, or something after the object, means that the line is not what its writer meant.
    private static final ObjectReader READER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .reader();

    /** Some editors put it before the first line. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private JsonLine() {}

    /** Empty, and reported, if the line is no JSON object. */
    public static Optional<ObjectNode> parse(LineSource line, ProblemLog problems) {
        if (line.tooLong()) {
            problems.error(
                    line.number(), "a line of more than " + LineSource.LONGEST_LINE + " bytes", "one JSON object");
            return Optional.empty();
        }
        String text = line.text().startsWith(BYTE_ORDER_MARK) ? line.text().substring(1) : line.text();
        if (text.indexOf('\uFFFD') >= 0) {
            problems.error(line.number(), "bytes that are not UTF-8 in " + ProblemLog.quote(text), "UTF-8 text");
            return Optional.empty();
        }
        try {
            JsonNode node = READER.readTree(text);
            if (node instanceof ObjectNode object) {
                return Optional.of(object);
            }
            problems.error(line.number(), ProblemLog.quote(text), "a JSON object");
        } catch (JsonEOFException e) {
            String found = line.terminated() ? "a line that ends" : "the end of the file";
            problems.error(
                    line.number(),
                    found + " in the middle of a JSON object, after " + text.length() + " characters: "
                            + ProblemLog.quote(tail(text)),
                    line.terminated() ? "a whole JSON object" : "a whole JSON object: the file is cut off");
        } catch (JsonProcessingException e) {
            problems.error(
                    line.number(),
                    "no JSON" + column(e) + " (" + oneLine(e.getOriginalMessage()) + ") in " + ProblemLog.quote(text),
                    "one JSON object");
        }
        return Optional.empty();
    }

    /** Where text is beyond the reader's limits (nesting, digits of a number) no place is given. */
    private static String column(JsonProcessingException problem) {
        @Nullable JsonLocation location = problem.getLocation();
        return location == null ? "" : " at column " + location.getColumnNr();
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 30));
    }

    private static String oneLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
