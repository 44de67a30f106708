package dev.kdumpstop.cli;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.plugin.PluginJar;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
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
        json.put("refused", installed.problems().stream().map(ListJson::problem).toList());
        return json;
    }

    /** The jars and folders that extensions come from, as JSON. */
    static Map<String, Object> plugins(Installed installed, List<PluginRow> rows) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("spiLevel", ApicSpi.LEVEL);
        json.put("plugins", rows.stream().map(ListJson::plugin).toList());
        json.put("notes", installed.remarks());
        return json;
    }

    private static Map<String, Object> plugin(PluginRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("origin", row.origin());
        json.put("state", row.state());
        json.put("file", row.jar().map(jar -> jar.file().toString()).orElse(""));
        json.put("spiLevels", List.copyOf(row.spiLevels()));
        List<Object> provides = new ArrayList<>();
        row.provides()
                .forEach((point, ids) -> ids.forEach(id -> {
                    Map<String, Object> extension = new LinkedHashMap<>();
                    extension.put("kind", point.words());
                    extension.put("id", id);
                    provides.add(extension);
                }));
        json.put("provides", provides);
        json.put("libraryOf", row.jar().map(PluginJar::libraryOf).orElse(List.of()));
        json.put("refused", row.problems().stream().map(ListJson::problem).toList());
        return json;
    }

    /** What was refused, and why. */
    static Map<String, Object> problem(PluginProblem problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", problem.kind());
        json.put("id", problem.id());
        json.put("origin", problem.origin());
        problem.spiLevel().ifPresent(level -> json.put("spiLevel", level));
        json.put("reason", problem.message());
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
