package dev.kdumpstop.cli;

import dev.kdumpstop.evidence.boot.Statement;
import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an import tells, as JSON. */
final class ImportJson {
    private ImportJson() {}

    /** The document. */
    static Map<String, Object> of(ImportResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", "kdump-stop");
        json.put("version", Version.text());
        json.put("machine", MachineWords.of(result.machine()));
        json.put("release", result.machine().release().toString());
        json.put("architecture", result.machine().architecture().id());
        json.put("driver", result.driver().orElse(""));
        json.put("printed", result.printedWords());
        json.put("printedDriver", result.printed().orElse(""));
        json.put("agreement", result.agreement().name());
        json.put("inWords", result.agreementWords());
        json.put(
                "selectors",
                result.selections().stream().map(ImportJson::choice).toList());
        json.put("assumed", result.assumed());
        json.put("unknown", result.unknown());
        json.put("notes", result.notes());
        json.put(
                "keys",
                result.keys().entrySet().stream()
                        .map(entry -> {
                            Map<String, Object> key = new LinkedHashMap<>();
                            key.put("key", entry.getKey());
                            key.put("value", entry.getValue().value());
                            key.put("why", entry.getValue().why());
                            return key;
                        })
                        .toList());
        json.put(
                "lines",
                result.record().statements().stream().map(ImportJson::line).toList());
        return json;
    }

    private static Map<String, Object> choice(ImportResult.Choice choice) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("selector", choice.selector());
        json.put("driver", choice.driver());
        json.put("installed", choice.installed());
        json.put("rules", choice.trail());
        return json;
    }

    private static Map<String, Object> line(Statement said) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", said.line().file());
        json.put("line", said.line().number());
        json.put("text", said.line().text());
        json.put("topic", said.topic().words());
        json.put("value", said.value());
        return json;
    }
}
