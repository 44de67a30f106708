package dev.kdumpstop.samples.experiment;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellRunner;
import dev.kdumpstop.experiments.config.ExperimentFile;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.result.ResultRow;
import dev.kdumpstop.experiments.run.LocalCellRunner;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An experiment as a library call: read the file, run its cells, look at the rows. Cells and results are plain serialisable
 * values, so any executor can run them; with {@code ExperimentRun.all} they go into a folder that a killed run can be taken up from.
 */
public final class OneExperiment {
    private OneExperiment() {}

    /** Runs the experiment of a file and prints a line a cell. */
    public static void main(String[] args) {
        Installed installed = Installed.discover();
        Experiment experiment = ExperimentFile.read(Path.of(args[0]), installed, Map.of());
        CellRunner runner = new LocalCellRunner(new CrashStops(installed));
        List<CellResult> results =
                experiment.cells().parallelStream().map(runner::run).toList();
        for (CellResult result : results) {
            Map<String, String> row = ResultRow.of(result);
            System.out.println(result.id() + ": dump lost in " + row.get("hung") + " of " + row.get("runs")
                    + ", saved with 95 % confidence in " + row.get("dump_saved_share_low95") + " to "
                    + row.get("dump_saved_share_high95"));
        }
    }
}
