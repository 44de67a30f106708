package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.plan.Experiment;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment check}. */
@Command(
        name = "check",
        header = "Whether an experiment's file is right; all problems at once.",
        description = "Reads the file and runs nothing. Exit code 2 if there is a problem.")
final class ExperimentCheckCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ExperimentSource source = new ExperimentSource();

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Experiment experiment = source.read(Extensions.of(own));
        Console.of(own)
                .line(source.file() + " is right: " + experiment.cells().size() + " cells of at most "
                        + experiment.repeat() + (experiment.repeat() == 1 ? " repetition" : " repetitions"));
        return ExitCode.OK;
    }
}
