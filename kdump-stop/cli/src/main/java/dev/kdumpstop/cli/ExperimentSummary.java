package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.report.Report;
import dev.kdumpstop.experiments.result.ResultFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** What a run came to, in a few lines. */
final class ExperimentSummary {
    private final Console console;

    ExperimentSummary(Console console) {
        this.console = console;
    }

    void print(Experiment experiment, List<CellResult> results, Path folder, int failed) {
        TreeMap<String, Long> outcomes = new TreeMap<>();
        long runs = 0;
        for (CellResult result : results) {
            result.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
            runs += result.runs();
        }
        console.line(Tone.STRONG, experiment.name() + (experiment.title().isEmpty() ? "" : ": " + experiment.title()));
        console.line(results.size() + " cells, " + runs + " runs"
                + (failed == 0 ? "" : "; " + failed + " cells cannot be run, their rows say why"));
        outcomes.forEach((outcome, count) -> console.line("  " + outcome + " " + count));
        console.line("results in " + folder + ": " + ResultFolder.LINES + ", " + ResultFolder.TABLE + ", run.json, "
                + Report.FILE);
    }
}
