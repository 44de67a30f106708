package dev.kdumpstop.cli;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.report.Report;
import dev.kdumpstop.experiments.result.CellJson;
import dev.kdumpstop.experiments.result.Fingerprint;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.experiments.result.ResultFolder.Begin;
import dev.kdumpstop.experiments.result.ResultRow;
import dev.kdumpstop.experiments.result.RunFacts;
import dev.kdumpstop.experiments.run.ExperimentRun;
import dev.kdumpstop.experiments.run.LocalCellRunner;
import dev.kdumpstop.experiments.trace.KeptRuns;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
                        + " with any number of threads. Ctrl-C ends the run, --resume goes on with it, also after a kill: the cells in flight are lost at most.",
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

    @Option(
            names = "--resume",
            description =
                    "Go on with a run of the same cells, version and plug-ins that was not finished. Default: off."
                            + " Example: --resume")
    boolean resume;

    @Option(
            names = "--overwrite",
            description = "Throw away what an earlier run left in the folder. Default: off. Example: --overwrite")
    boolean overwrite;

    @Option(
            names = "--cell",
            paramLabel = "ID",
            description =
                    "Run only this cell, by its name or its number in the plan, and print its line of results.jsonl."
                            + " Default: all. Example: --cell 'solution=A subarch=i386/bigsmp'")
    @Nullable
    String cell;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        Installed installed = Extensions.of(own);
        Experiment experiment = source.read(installed);
        Problems problems = new Problems();
        if (threads < 1 || threads > 1024) {
            problems.add("--threads " + threads + ": expected a whole number in 1..1024");
        }
        if (resume && overwrite) {
            problems.add("--resume and --overwrite contradict each other; leave one of them out");
        }
        problems.stopIfAny();
        LocalCellRunner runner = new LocalCellRunner(new CrashStops(installed));
        List<CellSpec> cells = experiment.cells();
        if (cell != null) {
            return one(cell, cells, runner, console);
        }
        Path folder = output != null ? output : Path.of(experiment.name() + "-results");
        String fingerprint = Fingerprint.of(cells, installed, Version.text());
        try (ResultFolder results = open(folder, cells, fingerprint)) {
            if (results.isFinished()) {
                console.line(folder + " is complete: all " + cells.size() + " cells are there, nothing was to be run");
            } else {
                RunFacts.write(folder, experiment, installed, Version.text(), fingerprint);
                if (!run(new ExperimentRun(cells, runner, results), results, cells.size(), console)) {
                    return INTERRUPTED;
                }
            }
            List<CellResult> all = ResultFolder.read(folder);
            // Also of a run that was finished before: it may have been killed here.
            KeptRuns.write(folder, cells, all, runner::stop);
            Report.write(folder);
            ExperimentSummary summary = new ExperimentSummary(console, source.command());
            summary.print(experiment, all, folder);
            List<String> findings = new ArrayList<>();
            all.forEach(result -> findings.addAll(experiment.findings(result, ResultRow.of(result))));
            summary.findings(findings);
            boolean isAnyRun = all.stream().anyMatch(CellResult::isOk);
            return findings.isEmpty() && isAnyRun ? ExitCode.OK : ExitCode.FOUND;
        }
    }

    /** All that is missing; what is there is written down in order. Whether it came to its end. */
    private boolean run(ExperimentRun run, ResultFolder results, int cells, Console console) {
        CountDownLatch written = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            run.stop();
            await(written);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try (ExperimentProgress progress =
                new ExperimentProgress(console, cells, results.missing().size())) {
            if (!run.run(threads, progress::finished)) {
                // The program ends as soon as the hook is let go.
                console.err().print("kdump-stop: stopped; what is finished is kept, go on with --resume\n");
                console.err().flush();
                return false;
            }
            results.finish();
        } finally {
            written.countDown();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end of the program has begun, and there is nothing left to lose.
        }
        return true;
    }

    private ResultFolder open(Path folder, List<CellSpec> cells, String fingerprint) {
        Begin begin = resume ? Begin.RESUME : overwrite ? Begin.OVERWRITE : Begin.NEW;
        try {
            return ResultFolder.open(folder, cells, fingerprint, begin);
        } catch (IllegalArgumentException e) {
            throw new UserError(List.of(String.valueOf(e.getMessage())));
        } catch (UncheckedIOException e) {
            throw new UserError(List.of(e.getMessage() + ": " + e.getCause()));
        }
    }

    private static void await(CountDownLatch written) {
        try {
            written.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A cell's name, whatever the order of its words. */
    private static List<String> words(String id) {
        return Arrays.stream(id.strip().split("\\s+")).sorted().toList();
    }

    private static int one(String id, List<CellSpec> cells, LocalCellRunner runner, Console console) {
        for (int i = 0; i < cells.size(); i++) {
            if (words(cells.get(i).id()).equals(words(id))
                    || Integer.toString(i).equals(id)) {
                CellResult result = runner.run(cells.get(i));
                console.line(CellJson.line(result));
                return result.isOk() ? ExitCode.OK : ExitCode.FOUND;
            }
        }
        throw new UserError(List.of("there is no cell '" + id + "'"
                + NearestName.of(id, cells.stream().map(CellSpec::id).toList())
                        .map(near -> ". Did you mean '" + near + "'?")
                        .orElse("; 'kdump-stop experiment plan' shows all")));
    }
}
