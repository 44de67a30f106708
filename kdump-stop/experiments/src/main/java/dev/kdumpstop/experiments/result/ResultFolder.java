package dev.kdumpstop.experiments.result;

import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.ResultColumns;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run in a folder. While it goes on, every finished cell is appended to {@code cells.partial}, in whatever order
 * cells finish; at the end the rows are put into the order of the cells. So a run that was killed loses the cells in flight at
 * most, and its files are the same in the end.
 */
public final class ResultFolder implements AutoCloseable {
    /** Results, a line a cell. */
    public static final String LINES = "results.jsonl";
    /** The same for spreadsheets. */
    public static final String TABLE = "results.csv";
    /** Under what they were computed. */
    public static final String FACTS = "run.json";

    private static final String PARTIAL = "cells.partial";

    /** What is done with what lies in the folder. */
    public enum Begin {
        /** There must not be anything. */
        NEW,
        /** A run with the same fingerprint is gone on with; nothing is there: it is begun. */
        RESUME,
        /** It is thrown away. */
        OVERWRITE
    }

    private final Path folder;
    private final List<CellSpec> cells;
    private final @Nullable PartialFile partial;

    private ResultFolder(Path folder, List<CellSpec> cells, @Nullable PartialFile partial) {
        this.folder = folder;
        this.cells = cells;
        this.partial = partial;
    }

    /**
     * Opens the folder of a run.
     *
     * @param fingerprint of the run; see {@link Fingerprint}
     * @throws IllegalArgumentException if what lies there does not fit
     */
    public static ResultFolder open(Path folder, List<CellSpec> cells, String fingerprint, Begin begin) {
        Path file = folder.resolve(PARTIAL);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is a file; results go into a folder");
        }
        try {
            Files.createDirectories(folder);
            boolean isBegun = PartialFile.isBegun(file);
            boolean isFinished = !isBegun && Files.exists(folder.resolve(LINES));
            if (begin == Begin.OVERWRITE) {
                for (String old : List.of(PARTIAL, LINES, TABLE)) {
                    Files.deleteIfExists(folder.resolve(old));
                }
            } else if (begin == Begin.NEW && (isBegun || isFinished)) {
                throw new IllegalArgumentException(folder
                        + (isBegun
                                ? " holds a run that was not finished: go on with --resume,"
                                : " holds the results of a finished run: replace them with --overwrite,")
                        + " or give another folder with --output");
            } else if (isFinished) {
                if (!fingerprint.equals(fingerprintIn(folder))) {
                    throw new IllegalArgumentException(folder + " holds the results of a run with other cells, another"
                            + " version or other plug-ins; give another folder, or begin anew with --overwrite");
                }
                return new ResultFolder(folder, cells, null);
            }
            return new ResultFolder(folder, cells, new PartialFile(file, cells, fingerprint));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }

    private static String fingerprintIn(Path folder) throws IOException {
        Path facts = folder.resolve(FACTS);
        return Files.exists(facts)
                ? JsonMapper.builder()
                        .build()
                        .readTree(facts.toFile())
                        .path(RunFacts.FINGERPRINT)
                        .asText()
                : "";
    }

    /** Whether the run was finished before: there is nothing to do, and nothing is written. */
    public boolean isFinished() {
        return partial == null;
    }

    private PartialFile partial() {
        if (partial == null) {
            throw new IllegalStateException("the run in " + folder + " is finished");
        }
        return partial;
    }

    /** The numbers of the cells that are still to be run. */
    public synchronized List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (partial != null && !partial.has(i)) {
                missing.add(i);
            }
        }
        return missing;
    }

    /** Keeps a cell's result; what is kept survives the end of this program at any moment. */
    public synchronized void keep(int index, CellResult result) {
        try {
            partial().append(index, result);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }

    /** Writes the results in the order of the cells; to be called when none is missing. */
    public synchronized void finish() {
        Path lines = folder.resolve(LINES + ".new");
        Path table = folder.resolve(TABLE + ".new");
        Set<String> variables = new TreeSet<>();
        cells.forEach(cell -> variables.addAll(cell.variables().keySet()));
        try {
            try (BufferedWriter json = Files.newBufferedWriter(lines);
                    CsvWriter csv = CsvWriter.builder().build(Files.newBufferedWriter(table))) {
                List<String> header = new ArrayList<>(variables);
                header.addAll(ResultColumns.all());
                csv.writeRecord(header);
                for (int i = 0; i < cells.size(); i++) {
                    String line = partial().json(i);
                    json.write(line);
                    json.write('\n');
                    CellResult result = CellJson.parse(line);
                    List<String> row = new ArrayList<>();
                    variables.forEach(variable -> row.add(result.variables().getOrDefault(variable, "")));
                    row.addAll(ResultRow.of(result).values());
                    csv.writeRecord(row);
                }
            }
            // Whoever is killed here finds all cells in the partial file, and does this again.
            Files.move(lines, folder.resolve(LINES), StandardCopyOption.REPLACE_EXISTING);
            Files.move(table, folder.resolve(TABLE), StandardCopyOption.REPLACE_EXISTING);
            partial().close();
            Files.delete(folder.resolve(PARTIAL));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }

    /** The results so far, in the order of the cells. */
    public synchronized void forEach(Consumer<CellResult> use) {
        if (partial == null) {
            read(folder).forEach(use);
            return;
        }
        try {
            for (int i = 0; i < cells.size(); i++) {
                if (partial.has(i)) {
                    use.accept(CellJson.parse(partial.json(i)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /** The finished results of a folder, in the order of the cells. @throws IllegalArgumentException if there are none */
    public static List<CellResult> read(Path folder) {
        Path lines = folder.resolve(LINES);
        if (!Files.exists(lines)) {
            throw new IllegalArgumentException("there is no " + lines
                    + (Files.exists(folder.resolve(PARTIAL)) ? "; the run is not finished, go on with --resume" : ""));
        }
        try {
            List<CellResult> results = new ArrayList<>();
            for (String line : Files.readAllLines(lines)) {
                try {
                    results.add(CellJson.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            lines + ", line " + (results.size() + 1) + ": " + e.getMessage(), e);
                }
            }
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + lines, e);
        }
    }

    @Override
    public void close() {
        if (partial == null) {
            return;
        }
        try {
            partial.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }
}
