package dev.kdumpstop.cli;

import java.util.Locale;

/** Register values as kernels and manuals write them. */
final class Hexadecimal {
    private Hexadecimal() {}

    /** Reads {@code 0x000c0400}, {@code c0400}, {@code 000C_0400H}. @throws IllegalArgumentException if it is too long or no number */
    static long parse(String what, String text, int bits) {
        String digits = text.strip().toLowerCase(Locale.ROOT).replace("_", "");
        digits = digits.startsWith("0x") ? digits.substring(2) : digits;
        digits = digits.endsWith("h") ? digits.substring(0, digits.length() - 1) : digits;
        long value;
        try {
            value = Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    what + " '" + text + "' is not a hexadecimal number such as 0x000c0400", e);
        }
        if (bits < 64 && value >>> bits != 0) {
            throw new IllegalArgumentException(what + " '" + text + "' has more than " + bits + " bits");
        }
        return value;
    }
}
