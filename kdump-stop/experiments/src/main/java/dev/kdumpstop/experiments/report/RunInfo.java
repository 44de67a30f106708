package dev.kdumpstop.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code run.json} says.
 *
 * @param name of the experiment
 * @param title what it shows
 * @param kind what a cell runs
 * @param seed of all dice
 * @param repeat repetitions asked for
 * @param facts versions and other single values: name, value
 * @param settings the same in every cell: setting, value, origin
 * @param profiles timing profiles that can be in force
 * @param plugins kind, name, origin
 */
public record RunInfo(
        String name,
        String title,
        String kind,
        String seed,
        int repeat,
        List<List<String>> facts,
        List<List<String>> settings,
        List<Profile> profiles,
        List<List<String>> plugins) {

    /**
     * A timing profile.
     *
     * @param name with options
     * @param summary what it stands for
     * @param costs name, value, whether measured or assumed, source
     */
    public record Profile(String name, String summary, List<List<String>> costs) {}

    private static final JsonMapper MAPPER = new JsonMapper();

    /** @throws IllegalArgumentException if it is not there, or no JSON */
    static RunInfo read(Path folder) {
        Path file = folder.resolve("run.json");
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is no " + file + ": expected the folder of a finished experiment");
        }
        try {
            return of(MAPPER.readTree(Files.readString(file)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static RunInfo of(JsonNode root) {
        List<List<String>> facts = new ArrayList<>();
        root.properties().forEach(entry -> {
            if (entry.getValue().isValueNode() && !entry.getKey().equals("title")) {
                facts.add(List.of(entry.getKey(), entry.getValue().asText()));
            }
        });
        List<List<String>> settings = new ArrayList<>();
        root.path("settings")
                .properties()
                .forEach(entry -> settings.add(List.of(
                        entry.getKey(),
                        entry.getValue().path("value").asText(),
                        entry.getValue().path("origin").asText())));
        List<List<String>> plugins = new ArrayList<>();
        root.path("plugins")
                .properties()
                .forEach(kind -> kind.getValue()
                        .properties()
                        .forEach(plugin -> plugins.add(List.of(
                                kind.getKey(),
                                plugin.getKey(),
                                plugin.getValue().asText()))));
        return new RunInfo(
                root.path("experiment").asText("experiment"),
                root.path("title").asText(),
                root.path("kind").asText("crash-stop"),
                root.path("seed").asText("?"),
                root.path("repeat").asInt(1),
                facts,
                settings,
                profiles(root.path("timingProfiles")),
                plugins);
    }

    private static List<Profile> profiles(JsonNode node) {
        List<Profile> profiles = new ArrayList<>();
        node.properties().forEach(profile -> {
            List<List<String>> costs = new ArrayList<>();
            profile.getValue()
                    .path("costs")
                    .properties()
                    .forEach(cost -> costs.add(List.of(
                            cost.getKey(),
                            cost.getValue().path("value").asText(),
                            cost.getValue().path("provenance").asText().toLowerCase(Locale.ROOT),
                            cost.getValue().path("source").asText())));
            profiles.add(new Profile(
                    profile.getKey(), profile.getValue().path("summary").asText(), costs));
        });
        return profiles;
    }

    /** Whether cells are traffic of normal operation. */
    public boolean isTraffic() {
        return kind.equals("normal-operation");
    }
}
