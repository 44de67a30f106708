package dev.kdumpstop.integration;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.result.ResultRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tables of docs/experiments.md from results: {@code rows: subarch; columns: solution; where: scenario=healthy; show: stop}. Rows and
 * columns are variables; without columns, each thing shown is one.
 */
final class ExperimentTables {
    private static final Map<String, Function<Map<String, String>, String>> SHOWN = new TreeMap<>(Map.of(
            "stop", ExperimentTables::stop,
            "lost", row -> percent(row.get("dump_lost_share")) + interval(row),
            "missed", row -> decimal(row.get("cpus_stopped_mean"), 2) + " in " + time(row.get("stop_time_ps_mean")),
            "time", row -> row.get("stop_time_ps_mean").isEmpty() ? "never" : time(row.get("stop_time_ps_mean")),
            "cycles", row -> decimal(row.get("cost_per_ipi_cycles_mean"), 0),
            "price", ExperimentTables::price,
            "latency", row -> time(row.get("request_latency_ps_p50")) + " / " + time(row.get("request_latency_ps_p99")),
            "messages", row -> decimal(row.get("lost_requests_mean"), 1),
            "load", row -> row.get("bus_load_ppm_mean").isEmpty() ? "" : percent(ppm(row.get("bus_load_ppm_mean"))),
            "saved", row -> decimal(row.get("cpus_saved_mean"), 0)));

    private ExperimentTables() {}

    static String of(List<CellResult> results, String question) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (String part : question.split(";")) {
            String[] halves = part.split(":", 2);
            asked.put(halves[0].strip(), halves[1].strip());
        }
        List<CellResult> wanted = results.stream()
                .filter(result -> holds(result, asked.getOrDefault("where", "")))
                .toList();
        String rows = asked.getOrDefault("rows", "");
        String columns = asked.getOrDefault("columns", "");
        List<String> shows = List.of(asked.getOrDefault("show", "").split(", "));
        Map<String, Map<String, String>> cells = new LinkedHashMap<>();
        Set<String> heads = new LinkedHashSet<>();
        for (CellResult result : wanted) {
            Map<String, String> line =
                    cells.computeIfAbsent(result.variables().getOrDefault(rows, "?"), key -> new LinkedHashMap<>());
            for (String show : shows) {
                String head = columns.isEmpty() ? show : result.variables().getOrDefault(columns, "?");
                heads.add(head);
                line.merge(head, shown(result, show), (a, b) -> a + "; " + b);
            }
        }
        StringBuilder table = new StringBuilder("| " + rows + " | " + String.join(" | ", heads) + " |\n|");
        table.append(" --- |".repeat(heads.size() + 1)).append('\n');
        cells.forEach((name, line) -> {
            List<String> texts = new ArrayList<>(List.of(name));
            heads.forEach(head -> texts.add(line.getOrDefault(head, "")));
            table.append("| ").append(String.join(" | ", texts)).append(" |\n");
        });
        return table.toString();
    }

    private static boolean holds(CellResult result, String where) {
        for (String condition : where.isEmpty() ? List.<String>of() : List.of(where.split(", "))) {
            int equals = condition.indexOf('=');
            String value = result.variables().getOrDefault(condition.substring(0, equals), "");
            if (!List.of(condition.substring(equals + 1).split("\\|")).contains(value)) {
                return false;
            }
        }
        return true;
    }

    private static String shown(CellResult result, String show) {
        if (!result.isOk()) {
            return "cannot be";
        } else if (show.equals("outcome")) {
            return String.join(", ", result.outcomes().keySet());
        } else if (show.equals("started")) {
            Map<String, String> row = ResultRow.of(result);
            return row.get("cpus_started_mean") + " (" + row.get("cpus_not_started_mean") + " waits)";
        }
        return SHOWN.get(show).apply(ResultRow.of(result));
    }

    private static String stop(Map<String, String> row) {
        if (!row.get("hung").equals("0")) {
            return row.get("hung").equals(row.get("runs"))
                    ? "**hangs**"
                    : "hangs in " + percent(row.get("dump_lost_share"));
        }
        return decimal(row.get("cpus_saved_mean"), 0) + " saved, " + time(row.get("stop_time_ps_mean"));
    }

    private static String price(Map<String, String> row) {
        String mean = row.get("cost_per_ipi_difference_millicycles_mean");
        if (mean.isEmpty()) {
            return "";
        }
        String half = row.get("cost_per_ipi_difference_millicycles_half95");
        boolean resolved = row.get("cost_per_ipi_difference_resolved").equals("true");
        String text = decimal(thousandth(mean), 1) + " ± " + decimal(thousandth(half), 1);
        return new BigDecimal(mean).signum() == 0 && new BigDecimal(half).signum() == 0
                ? "0"
                : resolved ? text : text + " (not resolved)";
    }

    private static String thousandth(String number) {
        return new BigDecimal(number).movePointLeft(3).toPlainString();
    }

    private static String ppm(String number) {
        return new BigDecimal(number).movePointLeft(6).toPlainString();
    }

    private static String interval(Map<String, String> row) {
        return row.get("runs").equals("1")
                ? ""
                : " (" + percent(complement(row.get("dump_saved_share_high95"))) + " to "
                        + percent(complement(row.get("dump_saved_share_low95"))) + ")";
    }

    private static String complement(String share) {
        return BigDecimal.ONE.subtract(new BigDecimal(share)).toPlainString();
    }

    private static String percent(String share) {
        return decimal(new BigDecimal(share).movePointRight(2).toPlainString(), 1) + " %";
    }

    private static String decimal(String number, int digits) {
        return number.isEmpty()
                ? ""
                : new BigDecimal(number)
                        .setScale(digits, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** Four significant digits. */
    private static String time(String ps) {
        if (ps.isEmpty()) {
            return "never";
        }
        BigDecimal exact = new BigDecimal(ps);
        BigDecimal rounded = exact.round(new java.math.MathContext(4, RoundingMode.HALF_UP));
        return Picoseconds.format(rounded.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }
}
