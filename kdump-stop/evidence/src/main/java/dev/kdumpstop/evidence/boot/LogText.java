package dev.kdumpstop.evidence.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes from a line what a console, a logger or a mail program put around the kernel's words. */
final class LogText {
    private static final Pattern ESCAPES =
            Pattern.compile("\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007]*\u0007|[@-Z\\\\-_])");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\t]]");
    /** {@code [    1.234567]}: where a console lost a line end, one of these stands in the middle. */
    private static final Pattern NEXT_STAMP = Pattern.compile("(?=\\[ {0,8}\\d{1,9}\\.\\d{6}\\])");
    /** {@code printk}'s level, {@code <6>}, also before the continuation of a line. */
    private static final Pattern LEVEL = Pattern.compile("<[0-7c]>");

    private static final List<Pattern> PREFIXES = List.of(
            Pattern.compile("(?:> ?)+"),
            // /dev/kmsg
            Pattern.compile("\\d{1,3},\\d+,\\d+,[-c+](?:,[^;]*)?;"),
            // since boot, perhaps with the caller
            Pattern.compile("\\[ *\\d+\\.\\d{1,9}\\](?:\\[ *[TC]\\d+\\])?"),
            Pattern.compile("\\[ *[TC]\\d+\\]"),
            // dmesg -T, and loggers of serial lines
            Pattern.compile(
                    "\\[(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: \\d{4})?\\]"),
            Pattern.compile(
                    "\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[-+]\\d\\d:?\\d\\d)?\\]?"),
            // dmesg -x
            Pattern.compile("(?:kern|user|daemon|syslog) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *:"),
            // syslog and the journal, with the host's name
            Pattern.compile(
                    "[A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?: \\S+ (?:kernel|klogd)(?:\\[\\d+\\])?:| \\S+(?= ))?"),
            // whatever the month is called
            Pattern.compile("\\S{2,12} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d \\S+ kernel(?:\\[\\d+\\])?:"),
            Pattern.compile("\\S+ kernel(?:\\[\\d+\\])?:"),
            Pattern.compile("kernel:"));

    private LogText() {}

    /** The kernel's lines in a line of a file; more than one where line ends were lost. */
    static List<String> lines(String raw) {
        List<String> lines = new ArrayList<>();
        for (String piece : ESCAPES.matcher(raw).replaceAll("").split("\r")) {
            for (String part : NEXT_STAMP.split(plain(piece))) {
                String line = strip(part);
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    private static String plain(String piece) {
        return LEVEL.matcher(CONTROLS.matcher(piece).replaceAll("")).replaceAll("");
    }

    private static String strip(String part) {
        String line = part.strip();
        for (boolean again = true; again; ) {
            again = false;
            for (Pattern prefix : PREFIXES) {
                Matcher matcher = prefix.matcher(line);
                if (matcher.lookingAt()) {
                    line = line.substring(matcher.end()).strip();
                    again = true;
                }
            }
        }
        return line;
    }
}
