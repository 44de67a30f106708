package dev.kdumpstop.cli;

/** How a piece of text looks on a terminal; without colour it is the text alone. */
enum Tone {
    /** As it is. */
    PLAIN(""),
    /** Lost: a hang, a reset. */
    BAD("1;31"),
    /** Partly good. */
    PARTIAL("33"),
    /** Good. */
    GOOD("32"),
    /** Beside the point. */
    FAINT("2"),
    /** A heading. */
    STRONG("1");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /** The text with the escape sequences of this tone. */
    String paint(String text) {
        return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
