package dev.kdumpstop.experiments.result;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.ResultColumns;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The folder of one run. While it goes on, every finished cell is appended to {@code cells.partial} with its number, in whatever
 * order cells finish; at the end the rows are put into the order of the cells. So a run that was killed loses the cells in flight
 * at most, and its files are the same in the end.
 */
public final class ResultFolder implements AutoCloseable {
    /** Results, a line a cell. */
    public static final String LINES = "results.jsonl";
    /** The same for spreadsheets. */
    public static final String TABLE = "results.csv";

    private static final String PARTIAL = "cells.partial";
    private static final int NONE = -1;

    private final Path folder;
    private final List<CellSpec> cells;
    private final long[] offsets;
    private final FileChannel partial;
    private long end;

    private ResultFolder(Path folder, List<CellSpec> cells, FileChannel partial) {
        this.folder = folder;
        this.cells = cells;
        this.partial = partial;
        this.offsets = new long[cells.size()];
        Arrays.fill(offsets, NONE);
    }

    /**
     * Opens the folder of a run.
     *
     * @param resume whether cells that are there already count
     * @throws IllegalArgumentException if results lie there and the run is not to be taken up
     */
    public static ResultFolder open(Path folder, List<CellSpec> cells, boolean resume) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(PARTIAL);
            if (!resume && Files.exists(file)) {
                throw new IllegalArgumentException(folder
                        + " holds a run that was not finished: go on with --resume, or" + " give another folder");
            }
            ResultFolder results = new ResultFolder(
                    folder,
                    cells,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
            results.takeUp(file);
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }

    /** Finds the finished cells; what follows the last whole line is the cell that was being written. */
    private void takeUp(Path file) throws IOException {
        try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "r")) {
            long at = 0;
            String line = lines.readLine();
            while (line != null && lines.getFilePointer() <= lines.length() && endsLine(lines)) {
                int blank = line.indexOf(' ');
                int index = blank < 0 ? NONE : Integer.parseInt(line.substring(0, blank));
                if (index >= 0 && index < cells.size()) {
                    offsets[index] = at + blank + 1;
                }
                at = lines.getFilePointer();
                line = lines.readLine();
            }
            end = at;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(file + " was not written by an experiment; give another folder", e);
        }
        partial.truncate(end);
        partial.position(end);
    }

    private static boolean endsLine(RandomAccessFile lines) throws IOException {
        long at = lines.getFilePointer();
        lines.seek(at - 1);
        boolean ends = lines.read() == '\n';
        lines.seek(at);
        return ends;
    }

    /** The numbers of the cells that are still to be run. */
    public synchronized List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] == NONE) {
                missing.add(i);
            }
        }
        return missing;
    }

    /** Keeps a cell's result; what is kept survives the end of this program at any moment. */
    public synchronized void keep(int index, CellResult result) {
        byte[] number = (index + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] line = (CellJson.line(result) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            ByteBuffer buffer =
                    ByteBuffer.allocate(number.length + line.length).put(number).put(line);
            buffer.flip();
            while (buffer.hasRemaining()) {
                partial.write(buffer);
            }
            offsets[index] = end + number.length;
            end += number.length + line.length;
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
                forEach(result -> {
                    try {
                        json.write(CellJson.line(result));
                        json.write('\n');
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    List<String> row = new ArrayList<>();
                    variables.forEach(variable -> row.add(result.variables().getOrDefault(variable, "")));
                    row.addAll(ResultRow.of(result).values());
                    csv.writeRecord(row);
                });
            }
            Files.move(lines, folder.resolve(LINES), StandardCopyOption.REPLACE_EXISTING);
            Files.move(table, folder.resolve(TABLE), StandardCopyOption.REPLACE_EXISTING);
            partial.close();
            Files.delete(folder.resolve(PARTIAL));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }

    /** The results so far, in the order of the cells. */
    public synchronized void forEach(Consumer<CellResult> use) {
        try (RandomAccessFile kept =
                new RandomAccessFile(folder.resolve(PARTIAL).toFile(), "r")) {
            for (long offset : offsets) {
                if (offset != NONE) {
                    kept.seek(offset);
                    use.accept(CellJson.parse(utf8(kept.readLine())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /** {@link RandomAccessFile#readLine} takes every byte for a character. */
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The finished results of a folder, in the order of the cells. @throws IllegalArgumentException if there are none */
    public static List<CellResult> read(Path folder) {
        Path lines = folder.resolve(LINES);
        if (!Files.exists(lines)) {
            throw new IllegalArgumentException("there is no " + lines
                    + (Files.exists(folder.resolve(PARTIAL)) ? "; the run is not finished, go on with --resume" : ""));
        }
        try {
            return Files.readAllLines(lines).stream().map(CellJson::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + lines, e);
        }
    }

    @Override
    public void close() {
        try {
            partial.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }
}
