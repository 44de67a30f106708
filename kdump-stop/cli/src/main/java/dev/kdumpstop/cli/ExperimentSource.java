package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.config.ExperimentFile;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The file of an experiment and what the command line sets in it. */
final class ExperimentSource {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The experiment, in HOCON. Default: none. Example: samples/experiments/rfc-matrix.conf")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description =
                    "Sets a setting, over what the file says; may be repeated. Default: none. Example: --set machine.cpus=16")
    List<String> set = new ArrayList<>();

    /** The file. */
    Path file() {
        return Objects.requireNonNull(file);
    }

    /** How to run a cell alone; its name is to follow. */
    String command() {
        StringBuilder command = new StringBuilder("kdump-stop experiment run ").append(Console.quoted(file + ""));
        set.forEach(text -> command.append(" --set ").append(Console.quoted(text)));
        return command.append(" --cell ").toString();
    }

    /** @throws dev.kdumpstop.experiments.config.InvalidConfigException with every problem of the file */
    Experiment read(Installed installed) {
        Map<String, String> overrides = new LinkedHashMap<>();
        Problems problems = new Problems();
        for (String text : set) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                problems.add("--set " + text + ": expected SETTING=VALUE, for example machine.cpus=16");
            } else if (overrides.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                problems.add("--set " + text.substring(0, equals) + " is given twice");
            }
        }
        problems.stopIfAny();
        return ExperimentFile.read(file(), installed, overrides);
    }
}
