package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.config.ExperimentSchema;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment schema}. */
@Command(
        name = "schema",
        header = "A JSON Schema of experiment files, for editors.",
        description =
                "JSON is HOCON too: an editor that knows the schema completes keys and names of what is installed.")
final class ExperimentSchemaCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console.of(own).line(ExperimentSchema.json(Extensions.of(own)));
        return ExitCode.OK;
    }
}
