package dev.kdumpstop.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of the machine model as they are given: {@code NAME=VALUE}. */
final class ModelOptionTexts {
    private ModelOptionTexts() {}

    /** By name; what has another form, or is given twice, is a problem. */
    static Map<String, String> read(List<String> texts, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                problems.add("--option " + text + ": expected NAME=VALUE, for example nmi-acceptance=always-accept");
            } else if (values.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                problems.add("--option " + text.substring(0, equals) + " is given twice");
            }
        }
        return values;
    }
}
