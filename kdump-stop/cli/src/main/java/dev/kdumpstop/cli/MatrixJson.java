package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A matrix as JSON: every cell is an object of its own that names its row, column and scenario. */
final class MatrixJson {
    private MatrixJson() {}

    /** The document. */
    static Map<String, Object> of(MatrixResult matrix) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", "kdump-stop");
        json.put("version", Version.text());
        json.put("release", matrix.release().toString());
        json.put("procedure", matrix.procedure());
        json.put("crashingCpu", matrix.crashingCpu());
        matrix.waitPolicy().ifPresent(waits -> {
            Map<String, Object> policy = new LinkedHashMap<>();
            policy.put("policy", waits.policy());
            policy.put("inForceNowhereWith", waits.nowhere());
            json.put("waitPolicy", policy);
        });
        json.put("timing", matrix.timing());
        json.put("assumedCosts", matrix.assumedCosts());
        json.put("options", matrix.options());
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("nmiAcceptance", matrix.other().name());
        other.put("cellsChanged", matrix.other().changed());
        other.put("cells", matrix.other().cells());
        other.put("noLongerHung", matrix.other().noLongerHung());
        other.put("hungOnlyThere", matrix.other().hungOnlyThere());
        json.put("otherNmiAcceptance", other);
        json.put("subArchitectures", matrix.rows().stream().map(MatrixJson::row).toList());
        json.put("solutions", matrix.columns().stream().map(MatrixJson::column).toList());
        List<Object> cells = new ArrayList<>();
        for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
            for (int row = 0; row < matrix.rows().size(); row++) {
                for (int column = 0; column < matrix.columns().size(); column++) {
                    Map<String, Object> cell = new LinkedHashMap<>();
                    cell.put("scenario", matrix.scenarios().get(scenario).text());
                    cell.put("subArchitecture", matrix.rows().get(row).name().toString());
                    cell.put("solution", matrix.columns().get(column).solution());
                    cell.put("whatIf", matrix.columns().get(column).whatIf());
                    add(cell, matrix.cell(scenario, row, column));
                    cells.add(cell);
                }
            }
        }
        json.put("cells", cells);
        json.put("notInTheTable", matrix.absent());
        json.put("inWords", new MatrixWords(matrix).reading());
        return json;
    }

    private static Map<String, Object> row(MatrixRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", row.name().toString());
        json.put("machine", MachineWords.of(row.machine()));
        json.put("sends", row.possible() ? row.sending().words() : "cannot be on this machine");
        json.put("icrWrites", row.sending().writes());
        json.put("lostCpus", row.lost().toString());
        return json;
    }

    private static Map<String, Object> column(MatrixColumn column) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", column.solution());
        json.put("whatIf", column.whatIf());
        json.put("shippedIn", column.shipped());
        return json;
    }

    /** The numbers of one cell. */
    static void add(Map<String, Object> json, MatrixCell cell) {
        json.put("headline", cell.headline().map(Enum::name).orElse("IMPOSSIBLE"));
        if (cell.headline().isEmpty()) {
            json.put("reasons", cell.reasons());
            return;
        }
        json.put("asked", cell.asked());
        json.put("stopped", cell.stopped());
        json.put("saved", cell.saved());
        json.put("timePs", cell.timePs());
        json.put("icrWrites", cell.icrWrites());
        json.put("polls", cell.polls());
        json.put("timeouts", cell.timeouts());
    }
}
