package dev.kdumpstop.experiments.trace;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.orchestrator.CrashStop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time-lines of the repetitions that an experiment keeps, as Chrome traces in the folder {@value #FOLDER} of its results. A
 * repetition is run again for it; that gives the same run, so the files are the same bytes anywhere.
 */
public final class KeptRuns {
    /** Below the folder of the results. */
    public static final String FOLDER = "traces";

    /** Makes the crash stop of a repetition. */
    @FunctionalInterface
    public interface Stops {
        /** The stop of this repetition of the cell. */
        CrashStop stop(CellSpec cell, int repetition);
    }

    private KeptRuns() {}

    /**
     * Where the trace of a repetition is kept.
     *
     * @param results folder of the results
     * @param cell number of the cell, from 0 on: that of its line in {@code results.jsonl}
     * @param repetition from 0 on
     */
    public static Path file(Path results, int cell, int repetition) {
        // Names of cells hold colons and slashes, and can be longer than a file's name may be.
        return results.resolve(FOLDER).resolve("cell-" + cell + "-repetition-" + repetition + ".json");
    }

    /** Writes those of all cells; of the results there is one for each cell, in the same order. */
    public static void write(Path folder, List<CellSpec> cells, List<CellResult> results, Stops stops) {
        for (int i = 0; i < cells.size(); i++) {
            for (int repetition : results.get(i).kept()) {
                write(file(folder, i, repetition), cells.get(i), repetition, stops);
            }
        }
    }

    private static void write(Path file, CellSpec cell, int repetition, Stops stops) {
        RecordedStop recorded = RecordedStop.of(stops.stop(cell, repetition));
        Map<String, Object> other = new TreeMap<>();
        other.put("cell", cell.id());
        other.put("repetition", repetition);
        other.put("outcome", recorded.outcome().headline().name());
        other.put("why", String.join("; ", recorded.outcome().why()));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, ChromeTrace.of(recorded, other));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
