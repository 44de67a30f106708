package dev.kdumpstop.evidence.boot;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file as text.
 *
 * @param lines its lines
 * @param refusal why it is none that could be meant; empty if it may be
 */
record FileText(List<String> lines, String refusal) {
    private static final String EXPECTED = "; expected " + BootRecordReader.EXPECTED;

    /** Decodes bytes; what is not UTF-8 does no harm, and UTF-16 is told by its mark. */
    static FileText of(byte[] bytes) {
        String refusal = refusal(bytes);
        if (!refusal.isEmpty()) {
            return new FileText(List.of(), refusal + EXPECTED);
        }
        Charset charset = startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)
                ? StandardCharsets.UTF_16
                : StandardCharsets.UTF_8;
        String text = new String(bytes, charset);
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        // Not lines(): a lone carriage return is a console's, and an editor would not count it.
        List<String> lines =
                List.of((text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1));
        if (lines.get(0).startsWith("{\"format\":\"linux-crash-trace")
                || lines.get(0).startsWith("{\"format\": \"linux-crash-trace")) {
            return new FileText(List.of(), "is the recording of a crash" + EXPECTED);
        }
        return new FileText(lines, "");
    }

    private static String refusal(byte[] bytes) {
        if (bytes.length == 0) {
            return "is empty";
        } else if (startsWith(bytes, 0x1F, 0x8B) || startsWith(bytes, 0xFD, '7') || startsWith(bytes, 'B', 'Z')) {
            return "is compressed; unpack it first";
        } else if (startsWith(bytes, 0x7F, 'E') || startsWith(bytes, 'K', 'D')) {
            return "is a dump or a program; take the log out of a dump with 'crash' or 'makedumpfile --dump-dmesg'";
        }
        return "";
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }
}
