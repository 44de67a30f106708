package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The experiment in one table: a row for each value of what is compared, over all cells that have it.
 *
 * @param headers of the columns
 * @param rows texts
 * @param sentences what it comes to, in words
 */
public record Glance(List<String> headers, List<List<TableCell>> rows, List<String> sentences) {

    /** Of crash stops, or of traffic; a row for each value of what is compared, one for all if nothing is. */
    static Glance of(List<CellResult> cells, Optional<Dimension> compared, boolean traffic) {
        Map<String, Group> groups = new LinkedHashMap<>();
        if (compared.isEmpty()) {
            groups.put("all", Group.of(cells));
        } else {
            for (String value : compared.get().values()) {
                groups.put(
                        value,
                        Group.of(cells.stream()
                                .filter(cell -> compared.get().of(cell).equals(value))
                                .toList()));
            }
        }
        List<String> headers = new ArrayList<>(
                List.of(compared.map(Dimension::label).orElse("cells"), traffic ? "came to its end" : "dump saved"));
        headers.addAll(
                traffic
                        ? List.of(
                                "cycles per IPI",
                                "wait per request",
                                "request to acceptance",
                                "cycles per IPI, against reference")
                        : List.of(
                                "lost on",
                                "time to the capture kernel",
                                "longest wait of the crashing CPU",
                                "time-outs per stop"));
        List<List<TableCell>> rows = new ArrayList<>();
        groups.forEach((value, group) -> rows.add(traffic ? traffic(value, group) : crash(value, group)));
        return new Glance(headers, rows, traffic ? new Sentences(groups).traffic() : new Sentences(groups).crash());
    }

    private static List<TableCell> crash(String value, Group group) {
        Quantity time = Quantity.of("time_to_capture_ps");
        Quantity wait = Quantity.of("wait_ps");
        Sums timeouts = group.sums("timeouts");
        Sums waits = group.sums(wait.name());
        return List.of(
                TableCell.plain(value),
                share(group),
                TableCell.plain(places(group)),
                spread(group, time),
                TableCell.plain(
                        waits.count() == 0
                                ? "–"
                                : wait.text(Group.percentile(group.histogram(wait.name()), waits, 100))),
                TableCell.plain(timeouts.count() == 0 ? "–" : Quantity.digits(timeouts.mean())));
    }

    private static List<TableCell> traffic(String value, Group group) {
        Quantity difference = Quantity.of("cost_per_ipi_millicycles");
        return List.of(
                TableCell.plain(value),
                share(group),
                spread(group, Quantity.of("cost_per_ipi_cycles")),
                spread(group, Quantity.of("wait_per_request_ps")),
                spread(group, Quantity.of("request_latency_ps")),
                group.isCompared() ? CellWords.difference(group, difference) : TableCell.plain("–"));
    }

    private static TableCell share(Group group) {
        List<String> more = new ArrayList<>();
        if (group.failed() > 0) {
            more.add(group.failed() + " cells cannot be run");
        }
        if (group.runs() == 0) {
            return TableCell.of("–", String.join("; ", more));
        }
        if (group.partial() > 0) {
            more.add(0, group.partial() + " lack a CPU");
        }
        TableCell outcome = CellWords.outcome(group);
        if (!group.isExact()) {
            more.add(0, outcome.sub());
        }
        String count = group.good() + " of " + group.runs();
        return new TableCell(
                group.isExact() ? count : outcome.text(), String.join("; ", more), outcome.tone(), outcome.title());
    }

    private static TableCell spread(Group group, Quantity quantity) {
        Sums sums = group.sums(quantity.name());
        if (sums.count() == 0) {
            return TableCell.plain("–");
        }
        var values = group.histogram(quantity.name());
        return new TableCell(
                quantity.text(sums.mean()),
                Group.isSpread(values)
                        ? quantity.text(values.getMinValue()) + " … " + quantity.text(values.getMaxValue())
                        : "",
                "",
                "mean, smallest … largest");
    }

    /** Sub-architectures with a loss. */
    private static String places(Group group) {
        TreeSet<String> lost = new TreeSet<>();
        TreeSet<String> all = new TreeSet<>();
        for (CellResult cell : group.cells()) {
            if (cell.isOk()) {
                all.add(Sentences.place(cell));
                if (Group.of(List.of(cell)).good() < cell.runs()) {
                    lost.add(Sentences.place(cell));
                }
            }
        }
        return lost.isEmpty()
                ? "none"
                : lost.size() == all.size() && all.size() > 3
                        ? "all " + all.size()
                        : String.join(", ", lost) + (all.size() > lost.size() ? " (of " + all.size() + ")" : "");
    }
}
