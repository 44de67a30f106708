package dev.kdumpstop.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kdump-stop machine}. */
@Command(
        name = "machine",
        header = "Machine descriptions, as --machine takes them.",
        description = "Makes machine descriptions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MachineImportCommand.class})
final class MachineCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command? import");
        }
    }
}
