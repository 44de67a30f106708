package dev.kdumpstop.evidence.boot;

/**
 * Something that a line says.
 *
 * @param topic what about
 * @param value what
 * @param line where it was read
 */
public record Statement(Topic topic, String value, LogLine line) {

    /** The value as a number, for topics that have one. */
    public int number() {
        return Integer.parseUnsignedInt(value);
    }
}
