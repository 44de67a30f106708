package dev.kdumpstop.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.report.Report;
import dev.kdumpstop.experiments.result.CellJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder of an experiment all of whose texts would rather be markup and script. */
final class HostileResults {
    /** What stands wherever a text can stand. */
    static final String TEXT = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\"'&\u2028";

    private HostileResults() {}

    /** Writes it, and its report. */
    static Path write(Path folder) throws IOException {
        Files.writeString(
                folder.resolve("results.jsonl"), CellJson.line(run()) + "\n" + CellJson.line(failed()) + "\n");
        write(
                folder.resolve("run.json"),
                "{'experiment':$,'title':$,'kind':'crash-stop','seed':1,'repeat':1,$:$,"
                        + "'settings':{$:{'value':$,'origin':$}},'plugins':{$:{$:$}}}");
        Files.createDirectories(folder.resolve("traces"));
        write(
                folder.resolve("traces/cell-0-repetition-0.json"),
                "{'traceEvents':[{'ph':'M','name':'thread_name','tid':0,'args':{'name':$}},"
                        + "{'ph':'X','name':$,'tid':0,'ts':0,'dur':1,'args':{'ends':$,'order':1,'endOrder':2}},"
                        + "{'ph':'i','name':$,'tid':0,'ts':0,'args':{'order':1}}],"
                        + "'otherData':{'cell':$,'outcome':$,'why':$}}");
        return Report.write(folder);
    }

    private static void write(Path file, String form) throws IOException {
        String text = new ObjectMapper().writeValueAsString(TEXT);
        Files.writeString(file, form.replace('\'', '"').replace("$", text));
    }

    private static CellResult run() {
        return new CellResult(
                TEXT,
                new TreeMap<>(Map.of("subarch", TEXT, "solution", "A")),
                1,
                new TreeMap<>(Map.of(TEXT, 1L)),
                new TreeMap<>(),
                TEXT,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(0),
                new TreeMap<>(Map.of("why", TEXT, TEXT, TEXT)),
                "");
    }

    private static CellResult failed() {
        return new CellResult(
                "2",
                new TreeMap<>(Map.of("subarch", "other", "solution", TEXT)),
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                TEXT);
    }
}
