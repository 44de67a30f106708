package dev.kdumpstop.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment}. */
@Command(
        name = "experiment",
        header = "Sweeps and Monte Carlo from one file: check, plan, run, report.",
        description = "Runs the experiments of HOCON files. Every key is in samples/experiments/reference.conf.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ExperimentCheckCommand.class,
            ExperimentPlanCommand.class,
            ExperimentRunCommand.class,
            ExperimentReportCommand.class,
            ExperimentReferenceCommand.class,
            ExperimentSchemaCommand.class
        })
final class ExperimentCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "which command? check, plan, run, report, reference or schema");
        }
    }
}
