package dev.kdumpstop.evidence.recording;

import java.util.Locale;

/** Hexadecimal numbers as recordings have them: {@code 0x} and up to 16 digits. */
final class Hex {
    private Hex() {}

    /** Whether the text is such a number. */
    static boolean isHex(String text) {
        if (text.length() < 3 || text.length() > 18 || !text.startsWith("0x")) {
            return false;
        }
        for (int i = 2; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The number, unsigned in 64 bits. The text {@link #isHex}. */
    static long parse(String text) {
        return Long.parseUnsignedLong(text, 2, text.length(), 16);
    }

    /** Whether the number needs no more than this many bits. */
    static boolean fits(long value, int bits) {
        return bits >= Long.SIZE || value >>> bits == 0;
    }

    /** As in recordings: {@code 0x300}. */
    static String of(long value) {
        return String.format(Locale.ROOT, "0x%03x", value);
    }
}
