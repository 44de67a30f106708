package dev.kdumpstop.experiments.result;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code cells.partial}: a first line with the run's fingerprint, then a line a finished cell, {@code NUMBER JSON}, in whatever order
 * cells finish. A line without an end was being written when the program was killed; it does not count.
 */
final class PartialFile implements AutoCloseable {
    private static final String FORM = "kdump-stop-cells-1 ";
    private static final long NONE = -1;

    private final Path path;
    private final List<CellSpec> cells;
    private final RandomAccessFile file;
    private final long[] offsets;
    private final int[] lengths;
    private long end;

    /**
     * Opens it, and makes it where it is not there.
     *
     * @throws IllegalArgumentException if it is of another run, was not written by an experiment, or is in use
     */
    PartialFile(Path path, List<CellSpec> cells, String fingerprint) throws IOException {
        this.path = path;
        this.cells = cells;
        offsets = new long[cells.size()];
        lengths = new int[cells.size()];
        java.util.Arrays.fill(offsets, NONE);
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (file.getChannel().tryLock() == null) {
                throw new IllegalArgumentException("another run is working on " + path);
            }
            takeUp(fingerprint);
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new IllegalArgumentException("another run is working on " + path, e);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Whether a file has a whole first line: whether anything was begun. */
    static boolean isBegun(Path path) throws IOException {
        if (!Files.exists(path)) {
            return false;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return line(in).isPresent();
        }
    }

    private static Optional<byte[]> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            line.write(next);
        }
        return Optional.of(line.toByteArray());
    }

    private void takeUp(String fingerprint) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            Optional<byte[]> first = line(in);
            if (first.isPresent()) {
                checkFirst(text(first.get()), fingerprint);
                end = first.get().length + 1L;
                for (Optional<byte[]> next = line(in); next.isPresent(); next = line(in)) {
                    takeUp(next.get());
                }
            }
        }
        file.setLength(end);
        file.seek(end);
        if (end == 0) {
            write((FORM + fingerprint + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void checkFirst(String line, String fingerprint) {
        if (!line.startsWith(FORM)) {
            throw new IllegalArgumentException(path + " was not written by this version; give another folder");
        } else if (!line.equals(FORM + fingerprint)) {
            throw new IllegalArgumentException(path
                    + " is of a run with other cells, another version or other plug-ins, and cannot be gone on with;"
                    + " give another folder, or begin anew with --overwrite");
        }
    }

    private void takeUp(byte[] line) {
        int blank = 0;
        while (blank < line.length && line[blank] != ' ') {
            blank++;
        }
        try {
            int index = Integer.parseInt(text(line).substring(0, blank));
            CellResult result = CellJson.parse(text(line).substring(blank + 1));
            if (!cells.get(index).id().equals(result.id())) {
                throw new IllegalArgumentException("cell " + index + " is '" + result.id() + "'");
            }
            offsets[index] = end + blank + 1;
            lengths[index] = line.length - blank - 1;
            end += line.length + 1L;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    path + " is damaged at byte " + end + "; give another folder, or begin anew with --overwrite", e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean has(int index) {
        return offsets[index] != NONE;
    }

    /** Appends a cell; what is written survives the end of this program at any moment. */
    void append(int index, CellResult result) throws IOException {
        byte[] number = (index + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] json = CellJson.line(result).getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[number.length + json.length + 1];
        System.arraycopy(number, 0, line, 0, number.length);
        System.arraycopy(json, 0, line, number.length, json.length);
        line[line.length - 1] = '\n';
        long begin = end;
        write(line);
        offsets[index] = begin + number.length;
        lengths[index] = json.length;
    }

    private void write(byte[] bytes) throws IOException {
        file.seek(end);
        file.write(bytes);
        end += bytes.length;
    }

    /** The line of a cell that is there. */
    String json(int index) throws IOException {
        byte[] bytes = new byte[lengths[index]];
        file.seek(offsets[index]);
        file.readFully(bytes);
        return text(bytes);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
