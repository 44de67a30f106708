package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment report}. */
@Command(
        name = "report",
        header = "Writes the report of a finished experiment anew.",
        description =
                "Makes report.html from results.jsonl, run.json and the traces in the folder, and runs nothing. The same"
                        + " folder gives the same bytes.")
final class ExperimentReportCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The folder of the results. Default: none. Example: rfc-matrix-results")
    @Nullable
    Path folder;

    @Override
    public Integer call() {
        try {
            Path report = Report.write(Objects.requireNonNull(folder));
            Console.of(Objects.requireNonNull(spec)).line(report.toString());
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new UserError(List.of(String.valueOf(e.getMessage())));
        }
    }
}
