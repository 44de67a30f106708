package dev.kdumpstop.cli;

import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.evidence.conform.ConformReport;
import dev.kdumpstop.evidence.conform.FieldResult;
import dev.kdumpstop.evidence.conform.Tally;
import dev.kdumpstop.evidence.conform.VectorResult;
import dev.kdumpstop.evidence.conform.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The report as Markdown: lines by profile and interconnect, then for each profile its deviations, its table and what differs. */
final class ConformMarkdown {
    private ConformMarkdown() {}

    /** Writes it. */
    static void print(ConformReport report, Console console) {
        console.line("| profile | compared with | interconnect | lines that agree | fields that agree |");
        console.line("| --- | --- | --- | --- | --- |");
        List<ConformReport.Section> sections = report.sections().stream()
                .filter(section -> section.vectors() > 0)
                .toList();
        for (ConformReport.Section section : sections) {
            for (Tally tally : section.tallies()) {
                if (tally.played() > 0) {
                    console.line("| " + section.question().profile().name() + " | "
                            + ConformWords.compared(section) + " | "
                            + tally.interconnect().id() + " | " + tally.agreeing() + " of " + tally.played() + " | "
                            + ConformWords.fields(tally).replace(" fields", "") + " |");
                }
            }
        }
        sections.forEach(section -> section(section, console));
        List<Deviation> others = Stream.of(Deviation.values())
                .filter(deviation -> ApicProfile.ALL.stream().noneMatch(profile -> profile.has(deviation)))
                .toList();
        console.line("");
        console.line("## Deviations of no profile");
        console.line("");
        deviations(others, console);
    }

    private static void section(ConformReport.Section section, Console console) {
        ApicProfile profile = section.question().profile();
        console.line("");
        console.line("## " + profile.name());
        console.line("");
        console.line("It is " + profile.summary() + ".");
        console.line("");
        if (profile.deviations().isEmpty()) {
            console.line("It deviates in nothing.");
        } else {
            deviations(profile.deviations(), console);
        }
        Tally tally = section.tallies().get(0);
        console.line("");
        console.line("| " + String.join(" | ", ConformWords.COLUMNS) + " |");
        console.line("| --- |" + " ---: |".repeat(ConformWords.COLUMNS.size() - 1));
        for (Map.Entry<Tally.Row, Tally.Counts> row : tally.rows().entrySet()) {
            console.line(row(row.getKey().family() + ", `" + row.getKey().field() + "`", row.getValue()));
        }
        console.line(row("all", tally.total()));
        section.tallies().forEach(each -> differing(each, console));
    }

    private static String row(String name, Tally.Counts counts) {
        return "| " + name + " | " + String.join(" | ", ConformWords.cells(counts)) + " |";
    }

    /** From where they are defined, so that none can be forgotten. */
    private static void deviations(Collection<Deviation> deviations, Console console) {
        console.line("| option | what differs from the manual | source |");
        console.line("| --- | --- | --- |");
        for (Deviation deviation : deviations) {
            console.line("| `" + deviation.id() + "` | " + deviation.summary() + " | " + deviation.source() + " |");
        }
    }

    private static void differing(Tally tally, Console console) {
        if (tally.differing().isEmpty()) {
            return;
        }
        console.line("");
        console.line("Lines that differ on " + tally.interconnect().id() + ":");
        console.line("");
        console.line("| id | about | field | recorded | model |");
        console.line("| --- | --- | --- | --- | --- |");
        for (VectorResult result : tally.differing()) {
            for (FieldResult field : result.fields()) {
                if (field.verdict() == Verdict.DIFFERS) {
                    console.line("| " + result.vector().id() + " | "
                            + result.vector().note() + " | `" + field.path() + "` | " + field.expected() + " | "
                            + field.actual() + " |");
                }
            }
        }
    }
}
