package dev.kdumpstop.cli;

import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.evidence.conform.ConformReport;
import dev.kdumpstop.evidence.conform.CpuPicture;
import dev.kdumpstop.evidence.conform.ExplainedVector;
import dev.kdumpstop.evidence.conform.FieldResult;
import dev.kdumpstop.evidence.conform.Question;
import dev.kdumpstop.evidence.conform.Tally;
import dev.kdumpstop.evidence.conform.VectorResult;
import dev.kdumpstop.evidence.conform.Verdict;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.evidence.vector.ApicVector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report for programs. */
final class ConformJson {
    private ConformJson() {}

    /** The whole report. */
    static Map<String, Object> of(ConformReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("files", report.files());
        document.put("lines", report.vectors());
        document.put("differs", report.differs());
        document.put(
                "problems", report.problems().stream().map(ConformJson::problem).toList());
        document.put(
                "profiles", report.sections().stream().map(ConformJson::section).toList());
        document.put("sum", ConformWords.sum(report));
        return document;
    }

    private static Map<String, Object> problem(RecordingProblem problem) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("file", problem.file());
        entry.put("line", problem.line());
        entry.put("found", problem.found());
        entry.put("expected", problem.expected());
        return entry;
    }

    private static Map<String, Object> section(ConformReport.Section section) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("profile", section.question().profile().name());
        entry.put("deviations", deviations(section.question()));
        entry.put("options", section.question().options().texts());
        entry.put("selection", section.question().selection().name());
        entry.put("lines", section.vectors());
        entry.put(
                "interconnects",
                section.tallies().stream().map(ConformJson::tally).toList());
        return entry;
    }

    private static List<String> deviations(Question question) {
        return question.profile().deviations().stream().map(Deviation::id).toList();
    }

    private static Map<String, Object> tally(Tally tally) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("interconnect", tally.interconnect().id());
        entry.put("agreeingLines", tally.agreeing());
        entry.put("differingLines", tally.differing().size());
        entry.put("notModelledLines", tally.notModelled());
        entry.put("linesOfAnotherMode", tally.ofAnotherMode());
        entry.put("notModelled", tally.reasons());
        entry.put("fields", counts(tally.total()));
        entry.put(
                "table",
                tally.rows().entrySet().stream()
                        .map(row -> {
                            Map<String, Object> cells = new LinkedHashMap<>();
                            cells.put("family", row.getKey().family());
                            cells.put("field", row.getKey().field());
                            cells.putAll(counts(row.getValue()));
                            return cells;
                        })
                        .toList());
        entry.put(
                "differing",
                tally.differing().stream().map(ConformJson::differing).toList());
        return entry;
    }

    private static Map<String, Object> counts(Tally.Counts counts) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("agreed", counts.of(Verdict.AGREES));
        entry.put("differing", counts.of(Verdict.DIFFERS));
        entry.put("skipped", counts.of(Verdict.SKIPPED));
        entry.put("implementationDefinedSame", counts.of(Verdict.FREE_AGREES));
        entry.put("implementationDefinedOther", counts.of(Verdict.FREE_DIFFERS));
        entry.put("notModelled", counts.of(Verdict.NOT_MODELLED));
        return entry;
    }

    private static Map<String, Object> differing(VectorResult result) {
        Map<String, Object> entry = vector(result.vector());
        entry.put(
                "fields",
                result.fields().stream()
                        .filter(field -> field.verdict() == Verdict.DIFFERS)
                        .map(ConformJson::field)
                        .toList());
        return entry;
    }

    private static Map<String, Object> vector(ApicVector vector) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", vector.id());
        entry.put("oracle", vector.oracle());
        entry.put("note", vector.note());
        entry.put("file", vector.file());
        entry.put("line", vector.line());
        return entry;
    }

    private static Map<String, Object> field(FieldResult field) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("field", field.path());
        entry.put("recorded", field.expected());
        entry.put("model", field.actual());
        entry.put("verdict", field.verdict().name());
        return entry;
    }

    /** Single cases. */
    static Map<String, Object> explained(List<ExplainedVector> vectors) {
        return Map.of("cases", vectors.stream().map(ConformJson::explained).toList());
    }

    private static Map<String, Object> explained(ExplainedVector explained) {
        Map<String, Object> entry = vector(explained.result().vector());
        entry.put("profile", explained.question().profile().name());
        entry.put("interconnect", explained.interconnect().id());
        Optional<String> notModelled = explained.result().notModelled();
        notModelled.ifPresent(reason -> entry.put("notModelled", reason));
        entry.put(
                "fields",
                explained.result().fields().stream().map(ConformJson::field).toList());
        entry.put(
                "events",
                explained.events().stream()
                        .map(event -> {
                            Map<String, Object> words = new LinkedHashMap<>();
                            words.put("write", event.step());
                            words.put("cpu", event.cpu());
                            words.put("event", event.kind().name());
                            words.put("a", event.a());
                            words.put("b", event.b());
                            return words;
                        })
                        .toList());
        entry.put("machine", explained.cpus().stream().map(ConformJson::cpu).toList());
        return entry;
    }

    private static Map<String, Object> cpu(CpuPicture cpu) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("waitsForStartup", cpu.waitsForStartup());
        entry.put("inNmi", cpu.inNmi());
        entry.put("interruptsOn", cpu.interruptsOn());
        entry.put("latchedNmis", cpu.latchedNmis());
        entry.put("id", hex(cpu.id()));
        entry.put("ldr", hex(cpu.ldr()));
        entry.put("svr", hex(cpu.svr()));
        entry.put("tpr", hex(cpu.tpr()));
        entry.put("ppr", hex(cpu.ppr()));
        entry.put("errors", hex(cpu.errors()));
        entry.put("irr", cpu.irr());
        entry.put("isr", cpu.isr());
        entry.put("tmr", cpu.tmr());
        return entry;
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "0x%08x", value);
    }
}
