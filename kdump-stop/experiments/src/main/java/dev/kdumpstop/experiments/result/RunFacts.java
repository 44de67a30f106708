package dev.kdumpstop.experiments.result;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.experiments.config.ExperimentKeys;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.Variable;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code run.json}: under what the results were computed. The effective configuration with the origin of every value, versions,
 * plug-ins and their jars, seed, JDK. Of the files of a run the only one that differs between machines.
 */
public final class RunFacts {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static final String FINGERPRINT = "fingerprint";

    private RunFacts() {}

    /** Writes it. */
    public static void write(
            Path folder, Experiment experiment, Installed installed, String version, String fingerprint) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("experiment", experiment.name());
        root.put("title", experiment.title());
        root.put("kind", experiment.kind().id());
        root.put("seed", experiment.seed());
        root.put("repeat", experiment.repeat());
        root.put("generator", Dice.ALGORITHM);
        root.put("kdumpStop", version);
        root.put(FINGERPRINT, fingerprint);
        root.put("spiLevel", ApicSpi.LEVEL);
        root.put("jdk", Runtime.version().toString());
        root.put("vm", System.getProperty("java.vm.name", "?"));
        ObjectNode settings = root.putObject("settings");
        experiment
                .settings()
                .forEach((setting, value) -> settings.putObject(setting)
                        .put("value", value)
                        .put("origin", experiment.origins().getOrDefault(setting, "default")));
        Set<String> varied = new TreeSet<>();
        experiment.variables().forEach(variable -> variable.steps().forEach(step -> varied.addAll(step.keySet())));
        ObjectNode defaults = root.putObject("defaults");
        ExperimentKeys.list().stream()
                .filter(key -> key.isSetting()
                        && !experiment.settings().containsKey(key.path())
                        && !varied.contains(key.path()))
                .forEach(key -> defaults.put(key.path(), key.defaultText()));
        ArrayNode varies = root.putArray("vary");
        for (Variable variable : experiment.variables()) {
            ArrayNode steps = varies.addArray();
            variable.steps().forEach(step -> {
                ObjectNode one = steps.addObject();
                step.forEach(one::put);
            });
        }
        ObjectNode named = root.putObject("named");
        experiment
                .named()
                .forEach((setting, names) -> names.forEach((name, meaning) -> {
                    ObjectNode one = named.withObject("/" + setting).putObject(name);
                    meaning.forEach(one::put);
                }));
        root.put("onlyIf", experiment.onlyIf().toString());
        ProfileFacts.put(root, experiment, installed);
        ObjectNode plugins = root.putObject("plugins");
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            ObjectNode kind = plugins.putObject(point.plural());
            installed.all(point).forEach(plugin -> kind.put(plugin.extension().id(), plugin.origin()));
        }
        installed.problems().forEach(problem -> root.withArray("refused").add(problem.toString()));
        try {
            // Never half a file: a run is recognized by it.
            Path written = folder.resolve(ResultFolder.FACTS + ".new");
            Files.writeString(written, MAPPER.writeValueAsString(root) + "\n");
            Files.move(written, folder.resolve(ResultFolder.FACTS), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }
}
