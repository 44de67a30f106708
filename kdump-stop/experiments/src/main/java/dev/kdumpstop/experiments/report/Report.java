package dev.kdumpstop.experiments.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.experiments.trace.KeptRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the report of a finished experiment. */
public final class Report {
    /** In the folder of the results. */
    public static final String FILE = "report.html";
    /** More kept runs than these are not drawn; their traces are in the folder. */
    static final int MOST_DRAWN = 600;

    private static final JsonMapper MAPPER = new JsonMapper();

    private Report() {}

    /**
     * Writes {@value #FILE} into a folder with {@code results.jsonl} and {@code run.json}; time-lines are drawn from the traces in it.
     * {@link dev.kdumpstop.experiments.run.ExperimentRun#all ExperimentRun.all} leaves all of them there.
     *
     * @return the file
     * @throws IllegalArgumentException if it is not the folder of a finished experiment
     */
    public static Path write(Path folder) {
        RunInfo run = RunInfo.read(folder);
        List<CellResult> cells = ResultFolder.read(folder);
        Path file = folder.resolve(FILE);
        try {
            Files.writeString(file, html(run, cells, lanes(folder, cells)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return file;
    }

    private static String html(RunInfo run, List<CellResult> cells, List<Lanes> lanes) {
        List<Dimension> dimensions = Dimension.of(cells);
        List<Dimension> varied =
                dimensions.stream().filter(one -> !one.isDerived()).toList();
        Axes axes = Axes.choose(varied, cells, cells.stream().allMatch(cell -> cell.runs() <= 1));
        Tables tables = new Tables(cells, axes, run.isTraffic());
        Glance glance = Glance.of(
                cells, varied.isEmpty() ? Optional.empty() : Optional.of(Axes.compared(varied)), run.isTraffic());
        long kept = cells.stream().mapToLong(cell -> cell.kept().size()).sum();
        return new Page(run, cells, dimensions, tables, glance, lanes, kept)
                .html(PageData.of(cells, dimensions, axes, run.isTraffic()));
    }

    private static List<Lanes> lanes(Path folder, List<CellResult> cells) {
        List<Lanes> lanes = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            for (int repetition : cells.get(i).kept()) {
                Path trace = KeptRuns.file(folder, i, repetition);
                if (lanes.size() < MOST_DRAWN && Files.exists(trace)) {
                    lanes.add(lanes(trace, i, repetition));
                }
            }
        }
        return lanes;
    }

    private static Lanes lanes(Path trace, int cell, int repetition) {
        try {
            return Lanes.of("run-" + cell + "-" + repetition, cell, MAPPER.readTree(Files.readString(trace)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(trace + " is no trace: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + trace, e);
        }
    }
}
