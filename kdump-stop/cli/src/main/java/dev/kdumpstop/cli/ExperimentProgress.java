package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.CellResult;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a run is: a bar with rate and remaining time on a terminal, a line for every tenth otherwise. */
final class ExperimentProgress implements AutoCloseable {
    private final Console console;
    private final int cells;
    private final AtomicInteger done;
    private final @Nullable ProgressBar bar;

    ExperimentProgress(Console console, int cells, int missing) {
        this.console = console;
        this.cells = cells;
        done = new AtomicInteger(cells - missing);
        bar = Boolean.getBoolean("kdumpstop.terminal")
                ? new ProgressBarBuilder()
                        .setTaskName("cells")
                        .setInitialMax(cells)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setMaxRenderedLength(Console.WIDTH)
                        .showSpeed()
                        .build()
                : null;
        if (bar != null) {
            bar.stepTo(done.get());
        }
    }

    /** One more; from any thread. */
    synchronized void finished(CellResult result) {
        int now = done.incrementAndGet();
        if (bar != null) {
            bar.stepTo(now);
        } else if (now == cells || now * 10L / cells > (now - 1) * 10L / cells) {
            console.err().print("kdump-stop: " + now + " of " + cells + " cells\n");
            console.err().flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
