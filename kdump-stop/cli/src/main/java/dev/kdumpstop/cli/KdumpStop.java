package dev.kdumpstop.cli;

import java.util.Map;
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

    /** The program as it runs in this environment. */
    KdumpStop(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether output is coloured. */
    boolean isColored() {
        return color.isOn(environment);
    }

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
