package dev.kdumpstop.evidence.recording;

import java.util.OptionalLong;

/**
 * One line of QEMU's log: {@code EVENT ARGUMENTS}, and with {@code -msg timestamp=on} in front of it
 * {@code THREAD@SECONDS.MICROSECONDS:}.
 *
 * @param number the line's number
 * @param text the whole line
 * @param thread the emulator's thread
 * @param microseconds host time, since 1970
 * @param plugIn whether something else than a thread is in front of the {@code @}: a plug-in's line
 * @param event the event's name
 * @param argumentsAt where in the text the arguments begin
 */
record QemuLogLine(
        int number,
        String text,
        OptionalLong thread,
        OptionalLong microseconds,
        boolean plugIn,
        String event,
        int argumentsAt) {

    static QemuLogLine of(int number, String text) {
        int start = 0;
        OptionalLong thread = OptionalLong.empty();
        OptionalLong microseconds = OptionalLong.empty();
        boolean plugIn = false;
        int at = text.indexOf('@');
        int dot = at < 0 ? -1 : digitsEnd(text, at + 1);
        int colon = dot < 0 || !text.startsWith(".", dot) ? -1 : digitsEnd(text, dot + 1);
        // Microseconds have six digits; seconds and thread ids fit a long with room to spare.
        if (colon == dot + 7 && text.startsWith(":", colon) && at > 0 && at <= 18 && dot > at + 1 && dot - at <= 13) {
            start = colon + 1;
            plugIn = digitsEnd(text, 0) != at;
            thread = plugIn ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text, 0, at, 10));
            microseconds = OptionalLong.of(
                    Long.parseLong(text, at + 1, dot, 10) * 1_000_000 + Long.parseLong(text, dot + 1, colon, 10));
        }
        int space = text.indexOf(' ', start);
        int end = space < 0 ? text.length() : space;
        return new QemuLogLine(
                number,
                text,
                thread,
                microseconds,
                plugIn,
                text.substring(start, end),
                Math.min(end + 1, text.length()));
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    LogCursor arguments() {
        return new LogCursor(text, argumentsAt);
    }
}
