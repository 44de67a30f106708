package dev.kdumpstop.evidence.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Typed access to the fields of one JSON object. What is missing or of a wrong type is reported and replaced by a
 * harmless value, so that one pass finds all problems; the caller asks {@link #failed()} before it uses anything.
 */
public final class JsonFields {
    private final ObjectNode object;
    private final String prefix;
    private final int line;
    private final ProblemLog problems;
    private final Set<String> read = new HashSet<>();
    private boolean failed;

    /** The fields of {@code object}; {@code prefix} stands before each key in messages. */
    public JsonFields(ObjectNode object, String prefix, int line, ProblemLog problems) {
        this.object = object;
        this.prefix = prefix;
        this.line = line;
        this.problems = problems;
    }

    /** The line in the file. */
    public int line() {
        return line;
    }

    /** Whether a problem was reported through this object. */
    public boolean failed() {
        return failed;
    }

    /** Reports a problem. */
    public void fail(String found, String expected) {
        failed = true;
        problems.error(line, found, expected);
    }

    /** Counts a problem that was reported through another object. */
    public void markFailed() {
        failed = true;
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return object.has(key);
    }

    /** Marks keys as known although their content is not used. */
    public void skip(String... keys) {
        read.addAll(List.of(keys));
    }

    /** Keys that nobody asked for. */
    public List<String> unknownKeys() {
        List<String> unknown = new ArrayList<>();
        Iterator<String> names = object.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!read.contains(name)) {
                unknown.add(prefix + name);
            }
        }
        return unknown;
    }

    /** A text that must be there. */
    public String text(String key) {
        JsonNode node = required(key, "a text");
        return check(key, node, node.isTextual() || node.isMissingNode(), "a text")
                .asText("");
    }

    /** Empty if missing or null. */
    public Optional<String> optionalText(String key) {
        return isAbsent(key) ? Optional.empty() : Optional.of(text(key));
    }

    /** A truth value that must be there. */
    public boolean flag(String key) {
        JsonNode node = required(key, "true or false");
        return check(key, node, node.isBoolean() || node.isMissingNode(), "true or false")
                .asBoolean();
    }

    /** A number that must be there, within these bounds. */
    public int integer(String key, int least, int most) {
        return (int) longInteger(key, least, most);
    }

    /** A number that must be there, within these bounds. */
    public long longInteger(String key, long least, long most) {
        String expected = "an integer from " + least + " to " + most;
        JsonNode node = required(key, expected);
        boolean good = node.isMissingNode() || (isLong(node) && node.longValue() >= least && node.longValue() <= most);
        return check(key, node, good, expected).asLong(least);
    }

    /** Empty if null; the key must be there. */
    public OptionalInt integerOrNull(String key, int least, int most) {
        if (object.has(key) && isAbsent(key)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(integer(key, least, most));
    }

    /** Empty if missing or null. */
    public OptionalLong optionalLong(String key) {
        return isAbsent(key) ? OptionalLong.empty() : OptionalLong.of(longInteger(key, 0, Long.MAX_VALUE));
    }

    /** A number written as {@code "0x…"} that fits in so many bits. */
    public long hex(String key, int bits) {
        String expected = "a text with a hexadecimal number of at most " + bits + " bits, such as \"0x1ff\"";
        JsonNode node = required(key, expected);
        boolean good = node.isTextual() && Hex.isHex(node.textValue()) && Hex.fits(Hex.parse(node.textValue()), bits);
        JsonNode checked = check(key, node, good || node.isMissingNode(), expected);
        return checked.isMissingNode() ? 0 : Hex.parse(checked.textValue());
    }

    /** A list of numbers that must be there. */
    public List<Integer> integers(String key) {
        List<Integer> values = new ArrayList<>();
        for (JsonNode element : elements(key, "a list of integers")) {
            if (element.isInt() && element.intValue() >= 0) {
                values.add(element.intValue());
            } else {
                wrong(key, element, "a list of integers from 0 to " + Integer.MAX_VALUE);
            }
        }
        return values;
    }

    /** A list of texts that must be there. */
    public List<String> texts(String key) {
        List<String> values = new ArrayList<>();
        for (JsonNode element : elements(key, "a list of texts")) {
            if (element.isTextual()) {
                values.add(element.textValue());
            } else {
                wrong(key, element, "a list of texts");
            }
        }
        return values;
    }

    /** An object inside of this one; empty, and reported, if it is none. */
    public Optional<JsonFields> object(String key) {
        JsonNode node = required(key, "an object");
        if (node instanceof ObjectNode inner) {
            return Optional.of(new JsonFields(inner, prefix + key + ".", line, problems));
        }
        check(key, node, node.isMissingNode(), "an object");
        return Optional.empty();
    }

    /** The objects of a list inside of this one; what is none is reported and left out. */
    public List<JsonFields> objects(String key) {
        List<JsonFields> inner = new ArrayList<>();
        int index = 0;
        for (JsonNode element : elements(key, "a list of objects")) {
            if (element instanceof ObjectNode node) {
                inner.add(new JsonFields(node, prefix + key + "[" + index + "].", line, problems));
            } else {
                wrong(key, element, "a list of objects");
            }
            index++;
        }
        return inner;
    }

    /** Keys that somebody asked for, there or not, in alphabetical order. */
    public SortedSet<String> askedKeys() {
        return new TreeSet<>(read);
    }

    /** The keys of this object, for objects used as maps. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Whether the key is missing or null; it is known from now on. */
    public boolean isAbsent(String key) {
        read.add(key);
        JsonNode node = object.path(key);
        return node.isMissingNode() || node.isNull();
    }

    private Iterable<JsonNode> elements(String key, String expected) {
        JsonNode node = required(key, expected);
        return check(key, node, node.isArray() || node.isMissingNode(), expected);
    }

    private JsonNode required(String key, String expected) {
        read.add(key);
        JsonNode node = object.path(key);
        if (node.isMissingNode()) {
            fail("no `" + prefix + key + "`", "`" + prefix + key + "`: " + expected);
        }
        return node;
    }

    /** The node if it is good; else reports it and gives the missing node. */
    private JsonNode check(String key, JsonNode node, boolean good, String expected) {
        if (good) {
            return node;
        }
        wrong(key, node, expected);
        return MissingNode.getInstance();
    }

    private void wrong(String key, JsonNode node, String expected) {
        fail("`" + prefix + key + "`: " + ProblemLog.quote(node.toString()), expected);
    }

    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }
}
