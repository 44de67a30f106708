package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellRunner;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.result.ResultFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs the cells that a folder is missing, on several threads; can be told to stop after the cells in flight. */
public final class ExperimentRun {
    private final List<CellSpec> cells;
    private final CellRunner runner;
    private final ResultFolder folder;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** Runs these cells with this runner into this folder. */
    public ExperimentRun(List<CellSpec> cells, CellRunner runner, ResultFolder folder) {
        this.cells = cells;
        this.runner = runner;
        this.folder = folder;
    }

    /** No further cell is begun. */
    public void stop() {
        stopping.set(true);
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
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    for (int at = next.getAndIncrement();
                            at < missing.size() && !stopping.get();
                            at = next.getAndIncrement()) {
                        int index = missing.get(at);
                        CellResult result = runner.run(cells.get(index));
                        folder.keep(index, result);
                        finished.accept(result);
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
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
