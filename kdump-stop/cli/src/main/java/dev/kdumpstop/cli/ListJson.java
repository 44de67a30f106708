package dev.kdumpstop.cli;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is installed, as JSON. */
final class ListJson {
    private ListJson() {}

    /** The document. */
    static Map<String, Object> of(Installed installed, List<ExtensionPoint<?>> points, @Nullable String only) {
        List<Object> usable = new ArrayList<>();
        for (ExtensionPoint<?> point : points) {
            for (Plugin<?> plugin : installed.all(point)) {
                Extension extension = plugin.extension();
                if (only == null || extension.id().equals(only)) {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("kind", point.words());
                    entry.put("id", extension.id());
                    entry.put("summary", extension.summary());
                    if (extension instanceof FaultProvider fault) {
                        entry.put("class", String.valueOf(fault.faultClass().letter()));
                    }
                    entry.put("origin", plugin.origin());
                    entry.put(
                            "options",
                            extension.options().stream().map(ListJson::option).toList());
                    entry.put("sources", extension.sources());
                    usable.add(entry);
                }
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("usable", usable);
        json.put(
                "refused",
                installed.problems().stream()
                        .map(problem -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("kind", problem.kind());
                            entry.put("id", problem.id());
                            entry.put("origin", problem.origin());
                            entry.put("reason", problem.message());
                            return entry;
                        })
                        .toList());
        return json;
    }

    /** One option. */
    static Map<String, Object> option(OptionSpec option) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", option.name());
        json.put("expected", option.type().expected());
        json.put("unit", option.unit());
        json.put("default", option.defaultValue());
        json.put("example", option.example());
        json.put("summary", option.summary());
        return json;
    }
}
