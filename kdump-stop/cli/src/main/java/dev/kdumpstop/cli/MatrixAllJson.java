package dev.kdumpstop.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The matrix of everything as JSON: a matrix for each sub-architecture, in the form of {@link MatrixJson}. */
final class MatrixAllJson {
    private MatrixAllJson() {}

    /** The document. */
    static Map<String, Object> of(MatrixAll all) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", "kdump-stop");
        json.put("version", Version.text());
        json.put("solutions", all.solutions());
        json.put("scenarios", all.scenarios());
        List<Object> rows = all.rows().stream().map(MatrixAllJson::row).toList();
        json.put("matrices", rows);
        json.put("notInTheTable", all.absent());
        json.put("solutionsOfOtherSystems", all.foreign());
        json.put("refused", all.refused());
        json.put("inWords", new MatrixAllWords(all).reading());
        return json;
    }

    private static Object row(MatrixAll.Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("subArchitecture", row.row().name().toString());
        json.put("cpus", row.row().machine().cpuCount());
        json.put("machine", MatrixAllWords.machine(row));
        json.put("kernelPicks", row.picked().orElse(""));
        json.put("scenarios", row.texts());
        json.put("matrix", MatrixJson.of(row.matrix()));
        return json;
    }
}
