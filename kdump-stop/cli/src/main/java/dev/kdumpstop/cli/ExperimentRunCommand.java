package dev.kdumpstop.cli;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Condition;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.report.Report;
import dev.kdumpstop.experiments.result.CellJson;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.experiments.result.ResultRow;
import dev.kdumpstop.experiments.result.RunFacts;
import dev.kdumpstop.experiments.run.ExperimentRun;
import dev.kdumpstop.experiments.run.LocalCellRunner;
import dev.kdumpstop.experiments.trace.KeptRuns;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment run}. */
@Command(
        name = "run",
        header = "Runs an experiment into a folder.",
        description =
                "Writes results.jsonl, results.csv, run.json and report.html. The first two are the same bytes on any machine and"
                        + " with any number of threads. Ctrl-C ends after the cells in flight; --resume goes on.",
        footer = {
            "",
            "Examples:",
            "  kdump-stop experiment run samples/experiments/rfc-matrix.conf",
            "  kdump-stop experiment run scale.conf -o scale --threads 8 --resume",
            "  kdump-stop experiment run scale.conf --cell 'machine.cpus=64 solution=A'"
        })
final class ExperimentRunCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ExperimentSource source = new ExperimentSource();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder of the results. Default: NAME-results. Example: -o results")
    @Nullable
    Path output;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads work on it. Default: one a core. Example: --threads 8")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--resume", description = "Go on with a run that was not finished. Default: off. Example: --resume")
    boolean resume;

    @Option(
            names = "--cell",
            paramLabel = "ID",
            description = "Run only this cell and print its line of results.jsonl. Default: all."
                    + " Example: --cell 'solution=A subarch=i386/bigsmp'")
    @Nullable
    String cell;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        Installed installed = Extensions.of(own);
        Experiment experiment = source.read(installed);
        if (threads < 1 || threads > 1024) {
            throw new UserError(List.of("--threads " + threads + ": expected a whole number in 1..1024"));
        }
        LocalCellRunner runner = new LocalCellRunner(new CrashStops(installed));
        List<CellSpec> cells = experiment.cells();
        if (cell != null) {
            return one(cell, cells, runner, console);
        }
        Path folder = output != null ? output : Path.of(experiment.name() + "-results");
        try (ResultFolder results = open(folder, cells)) {
            RunFacts.write(folder, experiment, installed, Version.text());
            ExperimentRun run = new ExperimentRun(cells, runner, results);
            CountDownLatch written = new CountDownLatch(1);
            Thread hook = new Thread(() -> {
                run.stop();
                await(written);
            });
            Runtime.getRuntime().addShutdownHook(hook);
            List<String> findings = new ArrayList<>();
            try (ExperimentProgress progress = new ExperimentProgress(
                    console, cells.size(), results.missing().size())) {
                if (!run.run(threads, progress::finished)) {
                    console.err().print("kdump-stop: stopped; what is finished is kept, go on with --resume\n");
                    return INTERRUPTED;
                }
            } finally {
                written.countDown();
            }
            results.forEach(result -> findings.addAll(findings(experiment, result)));
            int failed = failed(results);
            results.finish();
            Runtime.getRuntime().removeShutdownHook(hook);
            KeptRuns.write(folder, cells, ResultFolder.read(folder), runner::stop);
            Report.write(folder);
            new ExperimentSummary(console).print(experiment, ResultFolder.read(folder), folder, failed);
            findings.forEach(finding -> console.line(Tone.BAD, finding));
            return findings.isEmpty() ? ExitCode.OK : ExitCode.FOUND;
        }
    }

    private ResultFolder open(Path folder, List<CellSpec> cells) {
        try {
            return ResultFolder.open(folder, cells, resume);
        } catch (IllegalArgumentException e) {
            throw new UserError(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static void await(CountDownLatch written) {
        try {
            written.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int one(String id, List<CellSpec> cells, LocalCellRunner runner, Console console) {
        for (CellSpec candidate : cells) {
            if (candidate.id().equals(id)) {
                console.line(CellJson.line(runner.run(candidate)));
                return ExitCode.OK;
            }
        }
        throw new UserError(List.of("there is no cell '" + id + "'"
                + NearestName.of(id, cells.stream().map(CellSpec::id).toList())
                        .map(near -> ". Did you mean '" + near + "'?")
                        .orElse("; 'experiment plan' shows all")));
    }

    private static List<String> findings(Experiment experiment, CellResult result) {
        List<String> findings = new ArrayList<>();
        for (Condition limit : experiment.failIf()) {
            try {
                if (limit.holds(ResultRow.of(result))) {
                    findings.add(result.id() + ": " + limit);
                }
            } catch (IllegalArgumentException e) {
                // The cell has no such value.
            }
        }
        return findings;
    }

    private static int failed(ResultFolder results) {
        int[] failed = {0};
        results.forEach(result -> failed[0] += result.isOk() ? 0 : 1);
        return failed[0];
    }
}
