package dev.kdumpstop.evidence.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a file line by line, and unlike the JDK's readers tells whether the last line had its line end: a file that was
 * cut off must not pass for a whole one. Lines are bounded, so that a file that is no text does no harm.
 */
public final class LineSource implements Closeable {
    /** The longest header of a recording has some thousand bytes. */
    public static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    private byte[] line = new byte[512];
    private int length;
    private int number;
    private boolean terminated;
    private boolean tooLong;

    /** Reads from the stream, and closes it when closed. */
    public LineSource(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end of the file. */
    public boolean next() throws IOException {
        length = 0;
        terminated = false;
        tooLong = false;
        boolean any = false;
        while (!terminated && fill()) {
            any = true;
            takeUpToLineEnd();
        }
        if (!any) {
            return false;
        }
        number++;
        if (terminated && length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return true;
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return limit > 0;
    }

    private void takeUpToLineEnd() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        append(position, end);
        terminated = end < limit;
        position = terminated ? end + 1 : end;
    }

    private void append(int from, int to) {
        int taken = Math.min(to - from, LONGEST_LINE - length);
        tooLong |= taken < to - from;
        if (length + taken > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + taken));
        }
        System.arraycopy(buffer, from, line, length, taken);
        length += taken;
    }

    /** The line without its line end; bytes that are not UTF-8 become U+FFFD. */
    public String text() {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** The line's number, from 1. */
    public int number() {
        return number;
    }

    /** Whether the line had a line end: all lines but perhaps the last. */
    public boolean terminated() {
        return terminated;
    }

    /** Whether only the first {@link #LONGEST_LINE} bytes of the line were kept. */
    public boolean tooLong() {
        return tooLong;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
