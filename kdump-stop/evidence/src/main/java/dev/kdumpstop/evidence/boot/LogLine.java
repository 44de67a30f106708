package dev.kdumpstop.evidence.boot;

/**
 * A line that something was read from.
 *
 * @param file the file's name, with its folder only where another file has the same name
 * @param number the line, from 1
 * @param text what the kernel said: without time stamp, log level and what else stood before it
 */
public record LogLine(String file, int number, String text) {

    /** {@code FILE:LINE}. */
    public String where() {
        return file + ":" + number;
    }
}
