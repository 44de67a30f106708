package dev.kdumpstop.cli;

import java.util.Locale;
import java.util.Map;

/** When output is coloured. */
enum ColorMode {
    /** On a terminal, unless NO_COLOR is set. */
    AUTO,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER;

    /** Set by the launcher, which can ask for each stream by itself; Java 17 cannot. */
    private static final String TERMINAL_PROPERTY = "kdumpstop.terminal";

    /** Whether to colour; see <a href="https://no-color.org">no-color.org</a> for the variable. */
    boolean isOn(Map<String, String> environment) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !"dumb".equals(environment.get("TERM"))
                        && Boolean.getBoolean(TERMINAL_PROPERTY);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
