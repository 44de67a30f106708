package dev.kdumpstop.evidence.recording;

/** Reads the words of one log line from left to right. After the first thing that does not fit, everything fails. */
final class LogCursor {
    private final String text;
    private int position;
    private boolean failed;

    LogCursor(String text, int start) {
        this.text = text;
        this.position = start;
    }

    boolean startsWith(String literal) {
        return text.startsWith(literal, position);
    }

    LogCursor skip(String literal) {
        if (startsWith(literal)) {
            position += literal.length();
        } else {
            failed = true;
        }
        return this;
    }

    /** {@code 0x} and a number of at most so many bits. */
    long hex(int bits) {
        int end = position;
        while (end < text.length() && text.charAt(end) != ' ') {
            end++;
        }
        String word = text.substring(position, end);
        if (failed || !Hex.isHex(word) || !Hex.fits(Hex.parse(word), bits)) {
            failed = true;
            return 0;
        }
        position = end;
        return Hex.parse(word);
    }

    /** A decimal number; may begin with a minus. */
    long decimal(long least, long most) {
        int end = position;
        if (end < text.length() && text.charAt(end) == '-') {
            end++;
        }
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        String word = text.substring(position, end);
        if (failed || word.isEmpty() || word.equals("-") || word.length() > 18) {
            failed = true;
            return least;
        }
        long number = Long.parseLong(word);
        failed = number < least || number > most;
        position = end;
        return failed ? least : number;
    }

    /** A text in single quotes. */
    String quoted() {
        int end = startsWith("'") ? text.indexOf('\'', position + 1) : -1;
        if (failed || end < 0) {
            failed = true;
            return "";
        }
        String inner = text.substring(position + 1, end);
        position = end + 1;
        return inner;
    }

    /** Whether all was there and nothing is left. */
    boolean isDone() {
        return !failed && position == text.length();
    }
}
