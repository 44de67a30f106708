package dev.kdumpstop.cli;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.plugin.PluginJar;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A jar or folder with extensions, or one that should have some.
 *
 * @param origin what messages call it
 * @param jar the drop-in jar; empty for what is on the class path
 * @param provides ids of the usable extensions, by kind
 * @param problems why others cannot be used
 */
record PluginRow(
        String origin,
        Optional<PluginJar> jar,
        Map<ExtensionPoint<?>, List<String>> provides,
        List<PluginProblem> problems) {
    /** More names of a kind are counted. */
    private static final int MOST_NAMES = 4;

    /** All: what is on the class path by name, drop-in jars in the order in which they are searched. */
    static List<PluginRow> of(Installed installed) {
        Set<String> origins = new TreeSet<>();
        Map<String, Map<ExtensionPoint<?>, List<String>>> provides = new LinkedHashMap<>();
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            for (Plugin<?> plugin : installed.all(point)) {
                origins.add(plugin.origin());
                provides.computeIfAbsent(plugin.origin(), key -> new LinkedHashMap<>())
                        .computeIfAbsent(point, key -> new ArrayList<>())
                        .add(plugin.extension().id());
            }
        }
        installed.problems().forEach(problem -> origins.add(problem.origin()));
        Map<String, PluginJar> jars = new LinkedHashMap<>();
        installed.jars().forEach(jar -> jars.put(jar.origin(), jar));
        origins.removeAll(jars.keySet());
        Set<String> order = new LinkedHashSet<>(origins);
        order.addAll(jars.keySet());
        return order.stream()
                .map(origin -> new PluginRow(
                        origin,
                        Optional.ofNullable(jars.get(origin)),
                        provides.getOrDefault(origin, Map.of()),
                        installed.problems().stream()
                                .filter(problem -> problem.origin().equals(origin))
                                .toList()))
                .toList();
    }

    /** Where it was found. */
    String place() {
        return jar.map(found -> "in " + Objects.requireNonNullElse(found.file().getParent(), Path.of(".")))
                .orElse(isFolder() ? "on the plug-in path" : "on the class path");
    }

    private boolean isFolder() {
        return problems.stream().anyMatch(problem -> problem.kind().equals(PluginProblem.FOLDER));
    }

    /** Usable, partly usable, refused, or a library of others. */
    String state() {
        if (!problems.isEmpty()) {
            return provides.isEmpty() ? "refused" : "partly";
        }
        return jar.map(PluginJar::libraryOf).orElse(List.of()).isEmpty() ? "usable" : "library";
    }

    /** How the state looks. */
    Tone tone() {
        return switch (state()) {
            case "usable" -> Tone.GOOD;
            case "refused" -> Tone.BAD;
            case "partly" -> Tone.PARTIAL;
            default -> Tone.PLAIN;
        };
    }

    /** The levels of the SPI its extensions were compiled against, as far as they got to tell. */
    Set<Integer> spiLevels() {
        Set<Integer> levels = new TreeSet<>();
        problems.forEach(problem -> problem.spiLevel().ifPresent(levels::add));
        if (!provides.isEmpty()) {
            levels.add(ApicSpi.LEVEL);
        }
        return levels;
    }

    /** What it provides, in words. */
    String words() {
        List<String> parts = new ArrayList<>();
        provides.forEach((point, ids) -> parts.add(
                ids.size() > MOST_NAMES
                        ? ids.size() + " " + point.plural()
                        : (ids.size() == 1 ? point.words() : point.plural()) + " " + String.join(", ", ids)));
        jar.map(PluginJar::libraryOf)
                .filter(users -> !users.isEmpty())
                .ifPresent(users -> parts.add("of " + String.join(", ", users)));
        return parts.isEmpty() ? "nothing usable" : String.join("; ", parts);
    }
}
