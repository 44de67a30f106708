package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellRunner;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.result.Fingerprint;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.experiments.result.RunFacts;
import dev.kdumpstop.experiments.trace.KeptRuns;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the cells that a folder is missing, on several threads; can be told to stop after the cells in flight. */
public final class ExperimentRun {
    private final List<CellSpec> cells;
    private final CellRunner runner;
    private final ResultFolder folder;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicReference<@Nullable ExecutorService> working = new AtomicReference<>();

    /** Runs these cells with this runner into this folder. */
    public ExperimentRun(List<CellSpec> cells, CellRunner runner, ResultFolder folder) {
        this.cells = cells;
        this.runner = runner;
        this.folder = folder;
    }

    /**
     * A whole run: the cells that the folder is missing, its files with the traces of the runs that are kept, and what is in them.
     * With {@link dev.kdumpstop.experiments.report.Report#write Report.write} after it the folder is that of {@code experiment run}.
     *
     * @param version of the program that runs it; results of different versions are not put together
     * @throws IllegalArgumentException if what lies in the folder does not fit
     */
    public static List<CellResult> all(
            Experiment experiment,
            Installed installed,
            Path folder,
            ResultFolder.Begin begin,
            int threads,
            String version) {
        List<CellSpec> cells = experiment.cells();
        String fingerprint = Fingerprint.of(cells, installed, version);
        LocalCellRunner runner = new LocalCellRunner(new CrashStops(installed));
        try (ResultFolder results = ResultFolder.open(folder, cells, fingerprint, begin)) {
            if (!results.isFinished()) {
                RunFacts.write(folder, experiment, installed, version, fingerprint);
                if (!new ExperimentRun(cells, runner, results).run(threads, result -> {})) {
                    throw new CancellationException("the run was stopped");
                }
                results.finish();
            }
            List<CellResult> all = ResultFolder.read(folder);
            // Also of a run that was finished before: it may have been killed here.
            KeptRuns.write(folder, cells, all, runner::stop);
            return all;
        }
    }

    /** No further cell is begun, and those in flight are given up between two of their repetitions. From any thread. */
    public void stop() {
        stopping.set(true);
        ExecutorService pool = working.get();
        if (pool != null) {
            pool.shutdownNow();
        }
    }

    /**
     * Runs them.
     *
     * @param finished told of every cell that is finished, on the thread that ran it
     * @return whether all cells are there now
     */
    public boolean run(int threads, Consumer<CellResult> finished) {
        List<Integer> missing = folder.missing();
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        working.set(pool);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    for (int at = next.getAndIncrement();
                            at < missing.size() && !stopping.get();
                            at = next.getAndIncrement()) {
                        int index = missing.get(at);
                        CellResult result;
                        try {
                            result = runner.run(cells.get(index));
                        } catch (CancellationException e) {
                            return;
                        }
                        folder.keep(index, result);
                        finished.accept(result);
                    }
                }));
            }
            pool.shutdown();
            // Not Future.get: of a worker that was stopped before it began that would never return.
            while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                continue;
            }
            for (Future<?> worker : workers) {
                if (worker.isDone()) {
                    worker.get();
                }
            }
            return folder.missing().isEmpty();
        } catch (RejectedExecutionException | CancellationException e) {
            // Stopped before all workers had begun.
            return folder.missing().isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
