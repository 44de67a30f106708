package dev.kdumpstop.cli;

import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.CpuRecord;
import dev.kdumpstop.core.machine.HangProof;
import dev.kdumpstop.orchestrator.CpuOutcome;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.WaitPolicyUse;
import dev.kdumpstop.orchestrator.words.EventWords;
import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One stop as JSON; times are in picoseconds. */
final class StopJson {
    private StopJson() {}

    /** The document. */
    static Map<String, Object> of(StopReport report, boolean timeline) {
        StopOutcome outcome = report.outcome();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", "kdump-stop");
        json.put("version", Version.text());
        json.put("headline", outcome.headline().name());
        json.put("why", outcome.why());
        json.put(
                "proof",
                outcome.proof().map(HangProof::links).orElse(List.of()).stream()
                        .map(link -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("cpu", link.cpu());
                            entry.put("what", link.what());
                            entry.put("couldEnd", link.couldEnd());
                            return entry;
                        })
                        .toList());
        json.put("timePs", outcome.timePs());
        outcome.timeToNextKernelPs().ifPresent(ps -> json.put("timeToNextKernelPs", ps));
        json.put("machine", MachineWords.of(report.stop().machine()));
        json.put("release", report.stop().machine().release().toString());
        json.put("assumptions", outcome.assumptions());
        report.stop().waitPolicy().ifPresent(use -> json.put("waitPolicy", waitPolicy(use)));
        json.put("whatIf", report.solution().whatIf());
        json.put("kernelsOwnChoice", report.trail());
        json.put("lostCpus", outcome.lost().toString());
        json.put("counters", counters(outcome.crashing().record()));
        json.put("cpus", outcome.cpus().stream().map(StopJson::cpu).toList());
        Map<String, Object> timing = new LinkedHashMap<>();
        for (Map.Entry<TimingParameter, TimingValue> entry :
                report.timing().values().entrySet()) {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("ps", entry.getValue().ps());
            value.put("provenance", entry.getValue().provenance().name());
            value.put("source", entry.getValue().source());
            timing.put(entry.getKey().id(), value);
        }
        json.put("timing", timing);
        json.put(
                "otherSolutions",
                report.others().stream()
                        .map(other -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("solution", other.solution().solution());
                            entry.put("whatIf", other.solution().whatIf());
                            other.waitPolicy().ifPresent(use -> entry.put("waitPolicy", waitPolicy(use)));
                            MatrixJson.add(entry, other.cell());
                            return entry;
                        })
                        .toList());
        if (timeline) {
            json.put(
                    "timeline",
                    report.events().stream()
                            .map(event -> {
                                Map<String, Object> entry = new LinkedHashMap<>();
                                entry.put("timePs", event.timePs());
                                entry.put("time", Picoseconds.format(event.timePs()));
                                entry.put("cpu", event.cpu());
                                entry.put("kind", event.kind().name());
                                entry.put("words", EventWords.of(event, report.stop()));
                                return entry;
                            })
                            .toList());
        }
        return json;
    }

    private static Map<String, Object> waitPolicy(WaitPolicyUse use) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("policy", use.policy());
        json.put("waits", use.waits());
        json.put("inForce", use.inForce());
        json.put("where", use.where());
        return json;
    }

    private static Map<String, Object> counters(CpuRecord record) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("icrWrites", record.icrWrites());
        json.put("sends", record.sends());
        json.put("polls", record.polls());
        json.put("busyPolls", record.busyPolls());
        json.put("timeouts", record.timeouts());
        json.put("waitedPs", record.waitedPs());
        json.put("retries", record.retries());
        return json;
    }

    private static Map<String, Object> cpu(CpuOutcome cpu) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cpu", cpu.cpu());
        json.put("apicId", Integer.toUnsignedLong(cpu.apicId()));
        json.put("role", cpu.role().name().toLowerCase(Locale.ROOT));
        json.put("stopped", cpu.stopped());
        json.put("registersSaved", cpu.registersSaved());
        json.put("why", cpu.why());
        CpuRecord record = cpu.record();
        put(json, "nmiAtPs", record.nmiAtPs());
        put(json, "vectorAtPs", record.vectorAtPs());
        put(json, "savedAtPs", record.savedAtPs());
        put(json, "acknowledgedAtPs", record.acknowledgedAtPs());
        put(json, "haltedAtPs", record.haltedAtPs());
        return json;
    }

    /** What did not happen has no time. */
    private static void put(Map<String, Object> json, String name, long ps) {
        if (ps != CpuRecord.NEVER) {
            json.put(name, ps);
        }
    }
}
