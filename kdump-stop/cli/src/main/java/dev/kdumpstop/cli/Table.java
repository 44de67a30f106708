package dev.kdumpstop.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell; lines between the rows may run across all columns. */
final class Table {
    /** One cell. */
    record Cell(String text, Tone tone) {
        static Cell of(String text) {
            return new Cell(text, Tone.PLAIN);
        }
    }

    private sealed interface Line {}

    private record Row(List<Cell> cells) implements Line {}

    private record Across(String text) implements Line {}

    private static final String GAP = "  ";

    private final String indent;
    private final List<Line> lines = new ArrayList<>();
    private final List<Integer> rightAligned = new ArrayList<>();

    /** A table whose rows begin after {@code indent} blanks. */
    Table(int indent) {
        this.indent = " ".repeat(indent);
    }

    /** The column with this index is aligned to the right. */
    Table right(int column) {
        rightAligned.add(column);
        return this;
    }

    /** A row in which every cell has the same tone. */
    Table row(Tone tone, List<String> texts) {
        return row(texts.stream().map(text -> new Cell(text, tone)).toList());
    }

    /** A row. */
    Table row(List<Cell> cells) {
        lines.add(new Row(List.copyOf(cells)));
        return this;
    }

    /** A line across all columns, not indented, painted already. */
    Table across(String text) {
        lines.add(new Across(text));
        return this;
    }

    /** How wide the rows come out. */
    int width() {
        int width = indent.length() - GAP.length();
        for (int column : widths()) {
            width += GAP.length() + column;
        }
        return width;
    }

    /** Writes it. Lines have no blanks at their end. */
    void print(Console console) {
        int[] widths = widths();
        for (Line line : lines) {
            if (line instanceof Across across) {
                console.line(across.text());
            } else if (line instanceof Row row) {
                console.line(text(row, widths, console));
            }
        }
    }

    private String text(Row row, int[] widths, Console console) {
        StringBuilder text = new StringBuilder(indent);
        int pending = 0;
        for (int i = 0; i < row.cells().size(); i++) {
            Cell cell = row.cells().get(i);
            int blanks = widths[i] - cell.text().length();
            int before = rightAligned.contains(i) ? blanks : 0;
            if (!cell.text().isEmpty()) {
                text.append(" ".repeat(pending + before)).append(console.paint(cell.tone(), cell.text()));
                pending = 0;
            } else {
                pending += before;
            }
            pending += blanks - before + GAP.length();
        }
        return text.toString();
    }

    private int[] widths() {
        int columns = 0;
        for (Line line : lines) {
            columns = line instanceof Row row ? Math.max(columns, row.cells().size()) : columns;
        }
        int[] widths = new int[columns];
        for (Line line : lines) {
            if (line instanceof Row row) {
                for (int i = 0; i < row.cells().size(); i++) {
                    widths[i] = Math.max(widths[i], row.cells().get(i).text().length());
                }
            }
        }
        return widths;
    }
}
