package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.List;
import java.util.Optional;

/** The matrix of everything as Markdown: the machines, then one table per scenario. */
final class MatrixAllMarkdown {
    private MatrixAllMarkdown() {}

    /** Writes it. */
    static void print(MatrixAll all, Console console) {
        MatrixAllWords words = new MatrixAllWords(all);
        console.line("# " + words.title());
        console.line("");
        console.line("Made by `kdump-stop matrix --all --markdown`. " + words.who());
        console.line("");
        words.reading().forEach(line -> console.line("- " + escaped(line)));
        console.line("- Assumed: " + words.assumed() + ".");
        words.waits().ifPresent(waits -> console.line("- Waits: " + escaped(waits) + "."));
        console.line("- Timing: " + words.timing() + ".");
        words.legend(words.word()).forEach(line -> console.line("- " + escaped(line)));
        console.line("");
        console.line("| sub-architecture | largest machine | sends | |");
        console.line("| --- | --- | --- | --- |");
        for (MatrixAll.Row row : all.rows()) {
            console.line("| " + row.row().name() + " | " + MatrixAllWords.machine(row) + " | "
                    + MatrixAllWords.sends(row) + " | " + String.join("; ", MatrixAllWords.remarks(row)) + " |");
        }
        for (String scenario : all.scenarios()) {
            console.line("");
            console.line("## " + scenario);
            console.line("");
            console.line("| sends | sub-architecture | " + String.join(" | ", all.solutions()) + " |");
            console.line("| --- | --- |" + " --- |".repeat(all.solutions().size()));
            all.rows().forEach(row -> console.line(row(all, row, scenario)));
        }
    }

    private static String row(MatrixAll all, MatrixAll.Row row, String scenario) {
        StringBuilder line = new StringBuilder("| ")
                .append(row.row().sending().tag())
                .append(" | ")
                .append(row.row().name())
                .append(" |");
        for (int solution = 0; solution < all.solutions().size(); solution++) {
            Optional<MatrixCell> cell = row.cell(scenario, solution);
            String mark = escaped(MatrixAllWords.mark(row, solution));
            line.append(' ')
                    .append(cell.map(MatrixAllMarkdown::text).orElse("-"))
                    .append(mark)
                    .append(" |");
        }
        return line.toString();
    }

    private static String text(MatrixCell cell) {
        if (cell.headline().isEmpty()) {
            return "n/a (" + String.join("; ", cell.reasons()) + ")";
        } else if (cell.isLost()) {
            return "**" + cell.word() + "**";
        }
        return String.join(" ", List.of(cell.word(), cell.count(), ShortTime.of(cell.timePs())));
    }

    private static String escaped(String text) {
        return text.replace("*", "\\*");
    }
}
