package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.List;

/** A matrix as Markdown: one table per scenario. */
final class MatrixMarkdown {
    private MatrixMarkdown() {}

    /** Writes it. */
    static void print(MatrixResult matrix, Console console) {
        MatrixWords words = new MatrixWords(matrix);
        console.line("**" + words.title() + "**");
        console.line("");
        console.line("- Machine: " + words.machine());
        console.line("- Assumed: " + words.acceptance() + " " + words.otherAcceptance() + "; " + words.options());
        words.waits().ifPresent(waits -> console.line("- Waits: " + waits));
        console.line("- Timing: " + words.timing());
        words.sending(false)
                .forEach(way -> console.line("- Sends: " + way.strip().replaceAll(" +", " ")));
        for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
            MatrixScenario what = matrix.scenarios().get(scenario);
            console.line("");
            console.line("`" + what.text() + "`" + (what.words().isEmpty() ? "" : " " + what.words()));
            console.line("");
            console.line("| sends | sub-architecture | "
                    + String.join(
                            " | ",
                            matrix.columns().stream()
                                    .map(column -> column.title().replace("*", "\\*"))
                                    .toList())
                    + " |");
            console.line("| --- |".repeat(1) + " --- |".repeat(matrix.columns().size() + 1));
            for (int row = 0; row < matrix.rows().size(); row++) {
                MatrixRow name = matrix.rows().get(row);
                StringBuilder line = new StringBuilder("| ")
                        .append(name.possible() ? name.sending().tag() : "-")
                        .append(" | ")
                        .append(name.name())
                        .append(words.mark(name))
                        .append(" |");
                for (int column = 0; column < matrix.columns().size(); column++) {
                    line.append(' ')
                            .append(text(matrix.cell(scenario, row, column), words))
                            .append(" |");
                }
                console.line(line.toString());
            }
        }
        console.line("");
        for (List<String> lines : List.of(words.legend(true), words.footnotes(), words.absent(), words.reading())) {
            lines.forEach(line -> console.line("- " + line.replace("*", "\\*")));
        }
    }

    private static String text(MatrixCell cell, MatrixWords words) {
        if (cell.headline().isEmpty()) {
            return "n/a " + words.mark(cell);
        } else if (cell.isLost()) {
            return "**" + cell.word() + "**";
        }
        return cell.word() + " " + cell.count() + " " + ShortTime.of(cell.timePs());
    }
}
