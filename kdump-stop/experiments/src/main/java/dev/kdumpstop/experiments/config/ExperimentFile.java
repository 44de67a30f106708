package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigObject;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads an experiment file: HOCON, in which every key that is not known is a problem. Names of extensions and their options are
 * checked against what is installed, and whether cells can be run is tried. All problems are told at once, in the order of the
 * lines.
 */
public final class ExperimentFile {
    private ExperimentFile() {}

    /**
     * Reads a file.
     *
     * @param overrides settings that replace those of the file, by setting; from the command line
     * @throws InvalidConfigException with every problem
     */
    public static Experiment read(Path file, Installed installed, Map<String, String> overrides) {
        Path name = file.getFileName();
        String stem = (name == null ? file : name).toString().replaceFirst("\\.[^.]*$", "");
        Path folder = file.toAbsolutePath().getParent();
        return parse(
                file.toString(),
                stem,
                ConfigReader.textOf(file, "experiment"),
                folder == null ? Path.of("") : folder,
                installed,
                overrides);
    }

    /**
     * Reads a text; files that it includes are looked for in the current folder.
     *
     * @param origin what problems call it
     * @param stem the experiment's name unless it gives one
     * @throws InvalidConfigException with every problem
     */
    public static Experiment parse(
            String origin, String stem, String text, Installed installed, Map<String, String> overrides) {
        return parse(origin, stem, text, Path.of(""), installed, overrides);
    }

    private static Experiment parse(
            String origin, String stem, String text, Path folder, Installed installed, Map<String, String> overrides) {
        ConfigObject root = new HoconText(origin, text).read(folder);
        ExperimentReader reader = new ExperimentReader(origin, installed);
        reader.problems.addAll(Repetitions.of(origin, text, root));
        Experiment experiment = reader.experiment(root, stem, overrides);
        reader.stopIfAny(origin);
        return experiment;
    }
}
