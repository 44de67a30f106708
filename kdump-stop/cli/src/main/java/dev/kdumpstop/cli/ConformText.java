package dev.kdumpstop.cli;

import dev.kdumpstop.evidence.conform.ConformReport;
import dev.kdumpstop.evidence.conform.FieldResult;
import dev.kdumpstop.evidence.conform.Tally;
import dev.kdumpstop.evidence.conform.VectorResult;
import dev.kdumpstop.evidence.conform.Verdict;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.evidence.vector.ApicVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        if (played.isEmpty()) {
            if (section.vectors() > 0) {
                console.line("  no interconnect asked for carries their mode");
            }
            return;
        }
        console.line("");
        table(played.get(0));
        console.line("");
        interconnects(played);
        played.forEach(tally -> differing(tally, played.get(0), section));
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

    /** Those that differ on the first interconnect; of the others only what differs there alone. */
    private void differing(Tally tally, Tally first, ConformReport.Section section) {
        Set<ApicVector> known = new HashSet<>();
        if (tally != first) {
            first.differing().forEach(result -> known.add(result.vector()));
        }
        List<VectorResult> differing = tally.differing().stream()
                .filter(result -> !known.contains(result.vector()))
                .toList();
        if (differing.isEmpty()) {
            return;
        }
        console.line("");
        console.line(
                Tone.BAD,
                "  " + counted(differing.size(), "line") + (differing.size() == 1 ? " differs" : " differ") + " on "
                        + tally.interconnect().id() + (tally == first ? "" : " alone"));
        differing.stream().limit(SHOWN_LINES).forEach(this::line);
        if (differing.size() > SHOWN_LINES) {
            console.line("  and " + counted(differing.size() - SHOWN_LINES, "further line") + ": --json has all");
        }
        console.line("  Why? --profile " + section.question().profile().name()
                + (tally == first
                        ? ""
                        : " --interconnect " + tally.interconnect().id()) + " --explain "
                + differing.get(0).vector().id());
    }

    private void line(VectorResult result) {
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

    static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
