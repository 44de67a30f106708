package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The matrix of everything for a terminal: the machines, then a block per scenario; as many columns at once as fit. */
final class MatrixAllText {
    private final MatrixAll all;
    private final MatrixAllWords words;
    private final Console console;
    private final int countWidth;

    MatrixAllText(MatrixAll all, Console console) {
        this.all = all;
        this.words = new MatrixAllWords(all);
        this.console = console;
        int widest = 0;
        for (MatrixAll.Row row : all.rows()) {
            for (int column = 0; column < all.solutions().size(); column++) {
                for (MatrixCell cell : row.matrix().column(column)) {
                    widest = Math.max(widest, cell.count().length());
                }
            }
        }
        this.countWidth = widest;
    }

    /** Writes it. */
    void print() {
        console.line(Tone.STRONG, words.title());
        console.line(words.who());
        console.line("");
        console.paragraph("assumed  ", words.assumed());
        words.waits().ifPresent(waits -> console.paragraph("waits    ", waits));
        console.paragraph("timing   ", words.timing());
        console.line("");
        for (MatrixAll.Row row : all.rows()) {
            console.line(Tone.STRONG, row.row().name().toString());
            console.paragraph("  ", MatrixAllWords.machine(row));
            console.paragraph("  ", "sends " + MatrixAllWords.sends(row));
            MatrixAllWords.remarks(row).forEach(remark -> console.paragraph("  ", remark));
        }
        List<Integer> columns =
                IntStream.range(0, all.solutions().size()).boxed().toList();
        while (!columns.isEmpty()) {
            int take = columns.size();
            while (take > 1 && table(columns.subList(0, take)).width() > Console.WIDTH) {
                take--;
            }
            console.line("");
            table(columns.subList(0, take)).print(console);
            columns = columns.subList(take, columns.size());
        }
        console.line("");
        words.reading().forEach(line -> console.paragraph("", line));
        console.line("");
        words.legend("").forEach(line -> console.paragraph("", line));
    }

    private Table table(List<Integer> columns) {
        Table table = new Table(1);
        List<String> header = new ArrayList<>(List.of(""));
        columns.forEach(column -> header.add(all.solutions().get(column)));
        table.row(Tone.STRONG, header);
        for (String scenario : all.scenarios()) {
            table.across("");
            table.across(console.paint(Tone.STRONG, scenario));
            for (MatrixAll.Row row : all.rows()) {
                List<Table.Cell> cells = new ArrayList<>();
                cells.add(Table.Cell.of(row.row().name().toString()));
                columns.forEach(column -> cells.add(cell(row, scenario, column)));
                table.row(cells);
            }
        }
        return table;
    }

    private Table.Cell cell(MatrixAll.Row row, String scenario, int column) {
        Optional<MatrixCell> found = row.cell(scenario, column);
        if (found.isEmpty()) {
            return new Table.Cell("-", Tone.FAINT);
        }
        MatrixCell cell = found.get();
        String mark = MatrixAllWords.mark(row, column);
        if (cell.finishedAfterPs().isEmpty()) {
            return new Table.Cell(cell.word() + mark, cell.tone());
        }
        String count = cell.count();
        String time = ShortTime.of(cell.timePs());
        String padding = " ".repeat(Math.max(0, countWidth - count.length()));
        return new Table.Cell(padding + count + " ".repeat(Math.max(1, 6 - time.length())) + time + mark, cell.tone());
    }
}
