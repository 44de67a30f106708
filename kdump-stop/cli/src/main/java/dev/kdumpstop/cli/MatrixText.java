package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A matrix for a terminal: a block per scenario, a row per sub-architecture, a column per solution. */
final class MatrixText {
    /** So many rows that are alike are printed as one. */
    private static final int FEWEST_TOGETHER = 3;

    private final MatrixResult matrix;
    private final MatrixWords matrixWords;
    private final Console console;
    private final int countWidth;
    private final int timeWidth;

    MatrixText(MatrixResult matrix, Console console) {
        this.matrix = matrix;
        this.matrixWords = new MatrixWords(matrix);
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
        console.line(Tone.STRONG, matrixWords.title());
        console.line("");
        console.paragraph("machine  ", matrixWords.machine());
        console.paragraph("assumed  ", matrixWords.acceptance());
        console.paragraph("         ", matrixWords.otherAcceptance());
        console.paragraph("         ", matrixWords.options());
        matrixWords.waits().ifPresent(waits -> console.paragraph("waits    ", waits));
        console.paragraph("timing   ", matrixWords.timing());
        String label = "sends    ";
        for (String way : matrixWords.sending(true)) {
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
        matrixWords.reading().forEach(line -> hanging(Tone.STRONG, line));
        matrixWords.next().ifPresent(this::next);
        console.line("");
        matrixWords.legend(wordy).forEach(line -> hanging(Tone.FAINT, line));
        matrixWords.footnotes().forEach(line -> hanging(Tone.FAINT, line));
        matrixWords.absent().forEach(line -> hanging(Tone.FAINT, line));
    }

    /** A command to copy, on the same machine: a long one goes on in further lines, as a shell takes it. */
    private void next(String command) {
        List<String> parts = new ArrayList<>(List.of(("Why? " + command).split(" (?=--)")));
        parts.addAll(console.given());
        StringBuilder line = new StringBuilder();
        for (String part : parts) {
            if (!line.isEmpty() && line.length() + 1 + part.length() > Console.WIDTH - 2) {
                console.line(line + " \\");
                line.setLength(0);
                line.append("   ");
            }
            line.append(line.isEmpty() ? "" : " ").append(part);
        }
        console.line(line.toString());
    }

    /** A paragraph whose lines after the first are indented. */
    private void hanging(Tone tone, String text) {
        String first = Console.wrap(text, Console.WIDTH).get(0);
        console.line(tone, first);
        if (first.length() < text.length()) {
            for (String line : Console.wrap(text.substring(first.length() + 1), Console.WIDTH - 4)) {
                console.line("    " + console.paint(tone, line));
            }
        }
    }

    /** Some columns. Without the word "dump" cells are narrower. */
    private Table table(List<Integer> columns, boolean wordy) {
        Table table = new Table(1);
        header(table, columns);
        for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
            MatrixScenario what = matrix.scenarios().get(scenario);
            table.across("");
            boolean fits = what.text().length() + 2 + what.words().length() <= Console.WIDTH;
            String words = what.words().isEmpty() || !fits ? "" : "  " + what.words();
            table.across(console.paint(Tone.STRONG, what.text()) + words);
            if (!fits) {
                Console.wrap(what.words(), Console.WIDTH - 1).forEach(line -> table.across(" " + line));
            }
            Set<String> told = new HashSet<>();
            for (int row = 0; row < matrix.rows().size(); row++) {
                List<Table.Cell> cells = new ArrayList<>();
                MatrixRow name = matrix.rows().get(row);
                String tag = name.possible() ? name.sending().tag() : "";
                int together = alike(scenario, name, wordy);
                if (together >= FEWEST_TOGETHER && !told.add(tag)) {
                    continue;
                }
                cells.add(Table.Cell.of(tag
                        + " ".repeat(Math.max(1, 3 - tag.length()))
                        + (together >= FEWEST_TOGETHER ? "all " + together : name.name() + matrixWords.mark(name))));
                for (int column : columns) {
                    MatrixCell cell = matrix.cell(scenario, row, column);
                    cells.add(new Table.Cell(text(cell, wordy), cell.tone()));
                }
                table.row(cells);
            }
        }
        return table;
    }

    /** How many rows send as this one does, if all that have its tag do and come to the same in this scenario; else 0. */
    private int alike(int scenario, MatrixRow one, boolean wordy) {
        if (!one.possible()) {
            return 0;
        }
        int alike = 0;
        List<String> texts = List.of();
        for (int row = 0; row < matrix.rows().size(); row++) {
            MatrixRow other = matrix.rows().get(row);
            if (other.possible() && other.sending().tag().equals(one.sending().tag())) {
                List<String> others = new ArrayList<>();
                for (int column = 0; column < matrix.columns().size(); column++) {
                    others.add(text(matrix.cell(scenario, row, column), wordy));
                }
                if (!other.sending().equals(one.sending()) || (alike > 0 && !others.equals(texts))) {
                    return 0;
                }
                texts = others;
                alike++;
            }
        }
        return alike;
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
        String time = time(cell);
        if (time.isEmpty()) {
            return cell.word() + (cell.headline().isEmpty() ? " " + matrixWords.mark(cell) : "");
        }
        String count = cell.count();
        String word = wordy || count.isEmpty() ? cell.word() + " " : "";
        return word
                + " ".repeat(Math.max(0, countWidth - count.length()))
                + count
                + " ".repeat(1 + timeWidth - time.length())
                + time;
    }
}
