package dev.kdumpstop.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A name with options as people write it: {@code nmi-lockup:cpus=1-2,5,latch=full}. A comma belongs to the value before it
 * unless what follows is {@code name=}.
 *
 * @param id the extension's id
 * @param options option names and their texts, in the order given
 */
public record ExtensionText(String id, Map<String, String> options) {

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if a part has no {@code =} where one is needed, or an option is given twice
     */
    public static ExtensionText parse(String text) {
        int colon = text.indexOf(':');
        String id = (colon < 0 ? text : text.substring(0, colon)).strip();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has no name; write NAME or NAME:OPTION=VALUE,…");
        }
        Map<String, String> options = new LinkedHashMap<>();
        if (colon < 0) {
            return new ExtensionText(id, options);
        }
        String last = "";
        for (String part : text.substring(colon + 1).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                last = part.substring(0, equals).strip();
                if (options.put(last, part.substring(equals + 1).strip()) != null) {
                    throw new IllegalArgumentException("option '" + last + "' is given twice in '" + text + "'");
                }
            } else if (!last.isEmpty() && !part.isBlank()) {
                options.merge(last, "," + part.strip(), String::concat);
            } else {
                throw new IllegalArgumentException("'" + part + "' in '" + text
                        + "' is not OPTION=VALUE, for example nmi-lockup:cpus=3,latch=full");
            }
        }
        return new ExtensionText(id, options);
    }

    /** Reads several, joined by {@code +}: {@code nmi-lockup:cpus=3+slow-dispatch}. */
    public static List<ExtensionText> parseAll(String text) {
        List<ExtensionText> all = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            all.add(parse(part));
        }
        return all;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(id);
        char separator = ':';
        for (Map.Entry<String, String> option : options.entrySet()) {
            text.append(separator).append(option.getKey()).append('=').append(option.getValue());
            separator = ',';
        }
        return text.toString();
    }
}
