package dev.kdumpstop.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program. A new command is one more class in the list of subcommands. */
@Command(
        name = "kdump-stop",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        usageHelpWidth = Console.WIDTH,
        sortOptions = false,
        header = "How a crashing Linux kernel stops the other CPUs, and what hangs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MatrixCommand.class,
            StopCommand.class,
            CompareCommand.class,
            ConformCommand.class,
            ExperimentCommand.class,
            MachineCommand.class,
            ListCommand.class,
            IcrCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the run found what it was told to fail on",
            "2:wrong usage or configuration",
            "70:a defect of kdump-stop, with what to report"
        })
final class KdumpStop implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    private final Map<String, String> environment;
    private final Set<Path> pluginPath = new LinkedHashSet<>();

    /** The program as it runs in this environment. */
    KdumpStop(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What the program sees of the environment. */
    Map<String, String> environment() {
        return environment;
    }

    /** What {@code --plugin-path} said, in order, each once. */
    List<Path> pluginPath() {
        return List.copyOf(pluginPath);
    }

    /** Whether output is coloured. */
    boolean isColored() {
        return color.isOn(environment);
    }

    @Option(
            names = "--plugin-path",
            scope = ScopeType.INHERIT,
            split = "${sys:path.separator}",
            paramLabel = "DIR",
            description = "Folder of plug-in jars, or a jar; several as in a class path, may be repeated. What the"
                    + " environment variable KDUMP_STOP_PLUGINS names comes after them. Default: none. Example:"
                    + " --plugin-path plugins")
    void addToPluginPath(@Nullable List<Path> places) {
        // Not a field: picocli would forget what stood before the subcommand where there is more behind it.
        pluginPath.addAll(Objects.requireNonNullElse(places, List.of()));
    }

    @Option(
            names = "--strict-plugins",
            scope = ScopeType.INHERIT,
            description =
                    "A plug-in that is refused is an error, not a warning. Default: off. Example: --strict-plugins")
    boolean strictPlugins;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colour: auto (on a terminal, unless NO_COLOR is set), always, never. Default: auto."
                    + " Example: --color never")
    ColorMode color = ColorMode.AUTO;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command?");
        }
    }
}
