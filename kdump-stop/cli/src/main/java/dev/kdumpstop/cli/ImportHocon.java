package dev.kdumpstop.cli;

import java.util.Map;

/** An imported machine as {@code --machine} takes it, with what is behind it in comments. */
final class ImportHocon {
    private ImportHocon() {}

    /** The keys alone. */
    static String keys(Map<String, ImportedKey> keys) {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> {
            text.append("# ").append(value.why()).append('\n');
            text.append(key).append(" = ").append(value.value()).append('\n');
        });
        return text.toString();
    }

    /** All of it. */
    static String of(ImportResult result, boolean explain) {
        StringBuilder text = new StringBuilder();
        for (String line : ImportText.lines(result, explain)) {
            text.append(("# " + line).stripTrailing()).append('\n');
        }
        return text.append('\n').append(keys(result.keys())).toString();
    }
}
