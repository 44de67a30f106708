package dev.kdumpstop.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kdump-stop icr}. */
@Command(
        name = "icr",
        header = "The Interrupt Command Register in words.",
        description = "Decodes and encodes ICR values.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {IcrDecodeCommand.class, IcrEncodeCommand.class})
final class IcrCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command? decode or encode");
        }
    }
}
