package dev.kdumpstop.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A matrix for a terminal: a block per scenario, a row per sub-architecture, a column per solution. */
final class MatrixText {
    private final MatrixResult matrix;
    private final MatrixWords words;
    private final Console console;
    private final int countWidth;
    private final int timeWidth;

    MatrixText(MatrixResult matrix, Console console) {
        this.matrix = matrix;
        this.words = new MatrixWords(matrix);
        this.console = console;
        int count = 0;
        int time = 0;
        for (int column = 0; column < matrix.columns().size(); column++) {
            for (MatrixCell cell : matrix.column(column)) {
                count = Math.max(count, cell.count().length());
                time = Math.max(time, time(cell).length());
            }
        }
        this.countWidth = count;
        this.timeWidth = time;
    }

    private static String time(MatrixCell cell) {
        OptionalLong ps = cell.finishedAfterPs();
        return ps.isPresent() ? ShortTime.of(ps.getAsLong()) : "";
    }

    /** Writes it. */
    void print() {
        console.line(Tone.STRONG, words.title());
        console.line("");
        console.paragraph("machine  ", words.machine());
        console.paragraph("options  ", words.options());
        console.paragraph("         ", words.otherAcceptance());
        String label = "sends    ";
        for (String way : words.sending()) {
            console.paragraph(label, way);
            label = "         ";
        }
        List<Integer> columns = new ArrayList<>();
        for (int column = 0; column < matrix.columns().size(); column++) {
            columns.add(column);
        }
        boolean wordy =
                table(columns.subList(0, Math.min(5, columns.size())), true).width() <= Console.WIDTH;
        while (!columns.isEmpty()) {
            int take = columns.size();
            while (take > 1 && table(columns.subList(0, take), wordy).width() > Console.WIDTH) {
                take--;
            }
            console.line("");
            table(columns.subList(0, take), wordy).print(console);
            columns = columns.subList(take, columns.size());
        }
        console.line("");
        words.legend().forEach(line -> console.paragraph("", line));
        words.footnotes().forEach(line -> console.paragraph("", line));
        matrix.absent()
                .forEach((name, reasons) ->
                        console.paragraph("Not in the table: ", name + " " + String.join("; ", reasons)));
        console.line("");
        words.reading().forEach(line -> console.paragraph("", line));
        words.next().ifPresent(command -> console.line(Tone.FAINT, "Why, CPU by CPU: " + command));
    }

    /** Some columns. Without the word "dump" cells are narrower. */
    private Table table(List<Integer> columns, boolean wordy) {
        Table table = new Table(2);
        header(table, columns);
        for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
            MatrixScenario what = matrix.scenarios().get(scenario);
            table.across(
                    Tone.STRONG,
                    what.text() + (what.words().isEmpty() ? "" : console.paint(Tone.PLAIN, "  " + what.words())));
            for (int row = 0; row < matrix.rows().size(); row++) {
                List<Table.Cell> cells = new ArrayList<>();
                MatrixRow name = matrix.rows().get(row);
                String tag = name.possible() ? name.sending().tag() : "";
                cells.add(Table.Cell.of(
                        tag + " ".repeat(Math.max(1, 4 - tag.length())) + name.name() + words.mark(name)));
                for (int column : columns) {
                    MatrixCell cell = matrix.cell(scenario, row, column);
                    cells.add(new Table.Cell(text(cell, wordy), cell.tone()));
                }
                table.row(cells);
            }
        }
        return table;
    }

    /** Names that are wider than a cell are broken at a hyphen, into two lines. */
    private void header(Table table, List<Integer> columns) {
        int width = 6 + countWidth + timeWidth;
        List<String> upper = new ArrayList<>(List.of(""));
        List<String> lower = new ArrayList<>(List.of(""));
        boolean two = false;
        for (int column : columns) {
            String title = matrix.columns().get(column).title();
            int hyphen = title.lastIndexOf('-', width - 1);
            boolean breaks = title.length() > width && hyphen > 0;
            two |= breaks;
            upper.add(breaks ? title.substring(0, hyphen + 1) : "");
            lower.add(breaks ? title.substring(hyphen + 1) : title);
        }
        if (two) {
            table.row(Tone.STRONG, upper);
        }
        table.row(Tone.STRONG, lower);
    }

    private String text(MatrixCell cell, boolean wordy) {
        String count = cell.count();
        if (count.isEmpty()) {
            return cell.word() + (cell.headline().isEmpty() ? " " + words.mark(cell) : "");
        }
        String time = time(cell);
        return (wordy ? cell.word() + " " : "")
                + " ".repeat(countWidth - count.length())
                + count
                + " ".repeat(1 + timeWidth - time.length())
                + time;
    }
}
