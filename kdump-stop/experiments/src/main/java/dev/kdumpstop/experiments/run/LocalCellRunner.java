package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellRunner;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStops;
import java.util.concurrent.CancellationException;

/** Runs cells in this JVM with the given extensions. */
public final class LocalCellRunner implements CellRunner {
    private final CrashStopCells crashStops;
    private final TrafficCells traffic;

    /** Cells are made of these extensions. */
    public LocalCellRunner(CrashStops stops) {
        this.crashStops = new CrashStopCells(stops);
        this.traffic = new TrafficCells(stops.installed());
    }

    @Override
    public CellResult run(CellSpec cell) {
        try {
            return switch (cell.kind()) {
                case CRASH_STOP -> crashStops.run(cell);
                case NORMAL_OPERATION -> traffic.run(cell);
            };
        } catch (IllegalArgumentException e) {
            // A combination that cannot be: the row says so.
            return CellResult.failed(cell, String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // A defect, of this program or of a plug-in: the other cells are none the worse for it.
            return CellResult.failed(cell, "defect: " + e);
        }
    }

    /**
     * The crash stop of one repetition of a cell, to be run again with everything that happens in it.
     *
     * @throws IllegalArgumentException if the cell is no crash stop
     */
    public CrashStop stop(CellSpec cell, int repetition) {
        if (cell.kind() != CellSpec.Kind.CRASH_STOP) {
            throw new IllegalArgumentException(
                    "a cell of " + cell.kind().id() + " keeps no time-line; only crash stops do");
        }
        return crashStops.stop(cell, repetition);
    }
}
