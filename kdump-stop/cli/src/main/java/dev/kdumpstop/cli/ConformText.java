package dev.kdumpstop.cli;

import dev.kdumpstop.evidence.conform.ConformReport;
import dev.kdumpstop.evidence.conform.FieldResult;
import dev.kdumpstop.evidence.conform.Tally;
import dev.kdumpstop.evidence.conform.VectorResult;
import dev.kdumpstop.evidence.conform.Verdict;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report for people: what is broken, then for each profile the table, the buses and what differs, then one line. */
final class ConformText {
    private static final int SHOWN_PROBLEMS = 20;
    private static final int SHOWN_LINES = 10;
    private static final int SHOWN_FIELDS = 4;

    private final ConformReport report;
    private final Console console;

    ConformText(ConformReport report, Console console) {
        this.report = report;
        this.console = console;
    }

    void print() {
        console.line(Tone.STRONG, counted(report.vectors(), "line") + " in " + counted(report.files(), "file"));
        problems();
        for (ConformReport.Section section : report.sections()) {
            if (section.vectors() > 0 || report.sections().size() == 1) {
                console.line("");
                section(section);
            }
        }
        console.line("");
        boolean good = !report.differs() && report.problems().isEmpty();
        console.line(good ? Tone.GOOD : Tone.BAD, ConformWords.sum(report));
    }

    private void problems() {
        List<RecordingProblem> problems = report.problems();
        problems.stream().limit(SHOWN_PROBLEMS).forEach(problem -> console.line(Tone.BAD, problem.toString()));
        if (problems.size() > SHOWN_PROBLEMS) {
            console.line("and " + (problems.size() - SHOWN_PROBLEMS) + " further problems");
        }
    }

    private void section(ConformReport.Section section) {
        console.paragraph("", ConformWords.heading(section.question()));
        String changes = ConformWords.changes(section.question());
        if (!changes.isEmpty()) {
            console.paragraph("  but with ", changes);
        }
        console.line("  " + ConformWords.compared(section));
        List<Tally> played = section.tallies().stream()
                .filter(tally -> tally.played() + tally.notModelled() > 0)
                .toList();
        for (Tally tally : section.tallies()) {
            if (tally.ofAnotherMode() == section.vectors() && section.vectors() > 0) {
                console.line("  " + tally.interconnect().id() + " carries the mode of none of them");
            }
        }
        if (played.isEmpty()) {
            return;
        }
        console.line("");
        table(played.get(0));
        console.line("");
        interconnects(played);
        played.forEach(tally -> differing(tally, section));
    }

    private void table(Tally tally) {
        Table table = new Table(2).right(1).right(2).right(3).right(4).right(5);
        List<String> head = new ArrayList<>(ConformWords.COLUMNS);
        head.set(0, "on " + tally.interconnect().id());
        table.row(Tone.STRONG, head);
        String family = "";
        for (Map.Entry<Tally.Row, Tally.Counts> entry : tally.rows().entrySet()) {
            if (!entry.getKey().family().equals(family)) {
                family = entry.getKey().family();
                table.row(Tone.PLAIN, List.of(family));
            }
            table.row(row("  " + entry.getKey().field(), entry.getValue()));
        }
        table.row(row("all", tally.total()));
        table.print(console);
    }

    private static List<Table.Cell> row(String name, Tally.Counts counts) {
        List<Table.Cell> cells = new ArrayList<>();
        cells.add(Table.Cell.of(name));
        ConformWords.cells(counts).forEach(text -> cells.add(Table.Cell.of(text)));
        if (counts.of(Verdict.DIFFERS) > 0) {
            cells.set(2, new Table.Cell(cells.get(2).text(), Tone.BAD));
        }
        return cells;
    }

    private void interconnects(List<Tally> played) {
        Table table = new Table(2);
        for (Tally tally : played) {
            boolean good = tally.differing().isEmpty();
            table.row(List.of(
                    Table.Cell.of(tally.interconnect().id()),
                    new Table.Cell(ConformWords.lines(tally), good ? Tone.GOOD : Tone.BAD),
                    Table.Cell.of(ConformWords.fields(tally)),
                    Table.Cell.of(tally.ofAnotherMode() > 0 ? tally.ofAnotherMode() + " of the other mode" : "")));
        }
        table.print(console);
        for (Tally tally : played) {
            tally.reasons()
                    .forEach((reason, count) -> console.line("  "
                            + tally.interconnect().id() + ": " + counted(count, "line") + " not modelled: " + reason));
        }
    }

    private void differing(Tally tally, ConformReport.Section section) {
        if (tally.differing().isEmpty()) {
            return;
        }
        console.line("");
        console.line(
                Tone.BAD,
                "  " + counted(tally.differing().size(), "line") + " differ on "
                        + tally.interconnect().id());
        for (VectorResult result : tally.differing().stream().limit(SHOWN_LINES).toList()) {
            console.line("  " + result.vector().id() + "  " + result.vector().note() + "  ("
                    + result.vector().file() + ":" + result.vector().line() + ")");
            List<FieldResult> fields = result.fields().stream()
                    .filter(field -> field.verdict() == Verdict.DIFFERS)
                    .toList();
            for (FieldResult field : fields.stream().limit(SHOWN_FIELDS).toList()) {
                console.line("      " + field.path() + ": recorded " + field.expected() + ", model " + field.actual());
            }
            if (fields.size() > SHOWN_FIELDS) {
                console.line("      and " + counted(fields.size() - SHOWN_FIELDS, "further field"));
            }
        }
        int more = tally.differing().size() - SHOWN_LINES;
        if (more > 0) {
            console.line("  and " + counted(more, "further line") + ": --json has all");
        }
        console.line("  Why? --profile " + section.question().profile().name() + " --explain "
                + tally.differing().get(0).vector().id());
    }

    static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
