package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.config.ExperimentReference;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment reference}. */
@Command(
        name = "reference",
        header = "Every key of an experiment file, with default, unit and a comment.",
        description = "Prints a HOCON file in which every key stands as a comment.")
final class ExperimentReferenceCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Console.of(Objects.requireNonNull(spec)).out().print(ExperimentReference.text());
        return ExitCode.OK;
    }
}
