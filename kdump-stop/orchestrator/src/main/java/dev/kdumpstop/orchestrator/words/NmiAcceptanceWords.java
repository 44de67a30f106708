package dev.kdumpstop.orchestrator.words;

/** The option {@code nmi-acceptance} in plain words: when a CPU refuses an NMI. Much hangs on it, so whatever reports results names it. */
public final class NmiAcceptanceWords {
    /** Name of the option. */
    public static final String OPTION = "nmi-acceptance";

    private NmiAcceptanceWords() {}

    /** What a value of the option says of a CPU. */
    public static String of(String value) {
        return switch (value) {
            case "retry-while-in-nmi" -> "a CPU in an NMI handler refuses NMIs, as the RFC reports";
            case "retry-when-latch-full" -> "a CPU in an NMI handler refuses a second NMI";
            default -> "a CPU never refuses an NMI, as the SDM says";
        };
    }
}
