package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.report.Report;
import dev.kdumpstop.experiments.result.ResultFolder;
import dev.kdumpstop.orchestrator.words.NmiAcceptanceWords;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** What a run came to, in a few lines. */
final class ExperimentSummary {
    private static final int MOST_FINDINGS = 20;
    private final Console console;
    private final String oneCell;

    /** @param oneCell the command that runs one cell, up to the cell's name */
    ExperimentSummary(Console console, String oneCell) {
        this.console = console;
        this.oneCell = oneCell;
    }

    void print(Experiment experiment, List<CellResult> results, Path folder) {
        TreeMap<String, Long> outcomes = new TreeMap<>();
        TreeMap<String, Long> errors = new TreeMap<>();
        long runs = 0;
        for (CellResult result : results) {
            result.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
            if (!result.isOk()) {
                errors.merge(result.error(), 1L, Long::sum);
            }
            runs += result.runs();
        }
        console.line(Tone.STRONG, experiment.name() + (experiment.title().isEmpty() ? "" : ": " + experiment.title()));
        console.line(results.size()
                + (results.size() == 1 ? " cell, " : " cells, ")
                + runs
                + (runs == 1 ? " run" : " runs"));
        outcomes.forEach((outcome, count) -> console.line("  " + outcome + " " + count));
        errors.forEach((error, count) ->
                console.paragraph("  ", count + (count == 1 ? " cell" : " cells") + " could not be run: " + error));
        assumption(results);
        console.line("results in " + folder + ": " + ResultFolder.LINES + ", " + ResultFolder.TABLE + ", "
                + ResultFolder.FACTS + ", " + Report.FILE);
        if (!results.isEmpty()) {
            console.line(
                    "one cell again: " + oneCell + Console.quoted(results.get(0).id()));
        }
    }

    /** What decides most answers of crash stops; nothing where it varies, or cells are of traffic. */
    private void assumption(List<CellResult> results) {
        List<String> values = results.stream()
                .filter(result ->
                        !result.outcomes().isEmpty() && !result.facts().containsKey("traffic.requests"))
                .map(result -> result.facts().getOrDefault(NmiAcceptanceWords.OPTION, ""))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        if (values.size() == 1) {
            String value = values.get(0);
            String other = value.equals("always-accept") ? "retry-while-in-nmi" : "always-accept";
            console.paragraph(
                    "",
                    "assumed: " + NmiAcceptanceWords.OPTION + " " + value + ": " + NmiAcceptanceWords.of(value)
                            + "; --set option." + NmiAcceptanceWords.OPTION + "=" + other
                            + " shows what depends on it");
        }
    }

    /** Cells that meet a condition of {@code fail-if}. */
    void findings(List<String> findings) {
        findings.stream().limit(MOST_FINDINGS).forEach(finding -> console.line(Tone.BAD, "fail-if: " + finding));
        if (findings.size() > MOST_FINDINGS) {
            console.line(Tone.BAD, "fail-if: and " + (findings.size() - MOST_FINDINGS) + " more");
        }
    }
}
