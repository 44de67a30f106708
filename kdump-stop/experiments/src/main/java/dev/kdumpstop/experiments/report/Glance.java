package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.ArrayList;
import java.util.Collection;
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
        Settings settings = Settings.of(cells, compared);
        List<String> headers = new ArrayList<>(
                List.of(compared.map(Dimension::label).orElse("cells"), outcome(groups.values(), traffic)));
        headers.addAll(
                traffic
                        ? List.of(
                                "cycles per IPI of a request",
                                "wait per request",
                                "request to acceptance",
                                "cycles per IPI in total, against reference")
                        : List.of(
                                "lost on",
                                "time to the capture kernel",
                                "longest wait of the crashing CPU",
                                "time-outs per stop"));
        List<List<TableCell>> rows = new ArrayList<>();
        groups.forEach(
                (value, group) -> rows.add(traffic ? traffic(value, group, settings) : crash(value, group, settings)));
        Sentences words = new Sentences(groups, settings, traffic);
        return new Glance(headers, rows, traffic ? words.traffic() : words.crash());
    }

    private static String outcome(Collection<Group> groups, boolean traffic) {
        boolean withoutDump = groups.stream().anyMatch(group -> group.good() > group.captured());
        return traffic ? "came to its end" : withoutDump ? "outcome" : "dump saved";
    }

    private static List<TableCell> crash(String value, Group group, Settings settings) {
        Quantity timeouts = Quantity.of("timeouts");
        return List.of(
                TableCell.plain(value),
                share(group),
                TableCell.plain(places(group)),
                range(group, settings, Quantity.of("time_to_capture_ps")),
                longestWait(group),
                TableCell.plain(group.means(timeouts.name())
                        .map(range -> CellWords.range(range, timeouts))
                        .orElse("–")));
    }

    private static List<TableCell> traffic(String value, Group group, Settings settings) {
        Quantity difference = Quantity.of("cost_per_ipi_millicycles");
        return List.of(
                TableCell.plain(value),
                share(group),
                range(group, settings, Quantity.of("cost_per_ipi_cycles")),
                range(group, settings, Quantity.of("wait_per_request_ps")),
                range(group, settings, Quantity.of("request_latency_ps")),
                group.isCompared() && !settings.of(group).cells().isEmpty()
                        ? CellWords.difference(settings.of(group), difference)
                        : TableCell.plain("–"));
    }

    private static TableCell share(Group group) {
        List<String> more = new ArrayList<>();
        TableCell outcome = CellWords.outcome(group);
        if (!outcome.sub().isEmpty()) {
            more.add(outcome.sub().replaceAll("part in ([0-9]+)$", "a CPU is missing in $1"));
        }
        if (group.failed() > 0) {
            more.add(group.failed() + " cells cannot be run");
        }
        return new TableCell(outcome.text(), String.join("; ", more), outcome.tone(), outcome.title());
    }

    /** Of a run that hangs no time is known, so it counts as the longest. */
    private static TableCell longestWait(Group group) {
        Quantity wait = Quantity.of("wait_ps");
        Group over = group.over();
        Sums waits = over.sums(wait.name());
        String longest =
                waits.count() == 0 ? "–" : wait.text(Group.percentile(over.histogram(wait.name()), waits, 100));
        List<Group> singles = group.singles();
        long hung = singles.stream()
                .filter(one -> one.outcomes().containsKey("HUNG"))
                .count();
        if (hung == 0) {
            return TableCell.plain(longest);
        }
        return TableCell.of(
                "for ever",
                singles.size() == 1
                        ? group.runs() == 1
                                ? ""
                                : "in " + group.outcomes().get("HUNG") + " of " + group.runs() + " runs"
                        : "in " + hung + " of " + singles.size() + " cells"
                                + (waits.count() == 0 ? "" : "; else " + longest));
    }

    /** Smallest and largest mean of a cell, in the settings in which all that are compared come to their end. */
    private static TableCell range(Group group, Settings settings, Quantity quantity) {
        int all = group.singles().size();
        long never = group.singles().stream().filter(one -> one.never() > 0).count();
        List<String> more = new ArrayList<>();
        Optional<Group.Range> range = settings.of(group).means(quantity.name());
        range.filter(one -> one.cells() > 1).ifPresent(one -> more.add(one.cells() + " of " + all + " cells"));
        if (never > 0) {
            more.add("some run never over in " + never + (all == 1 ? "" : " cells"));
        }
        return new TableCell(
                range.map(one -> CellWords.range(one, quantity)).orElse(never == all && all > 0 ? "never" : "–"),
                all == 1 ? "" : String.join("; ", more),
                "",
                "smallest … largest mean of a cell, in the settings in which all that are compared come to a good end");
    }

    /** Sub-architectures with a loss. */
    private static String places(Group group) {
        TreeSet<String> lost = new TreeSet<>();
        TreeSet<String> all = new TreeSet<>();
        for (CellResult cell : group.cells()) {
            if (cell.isOk()) {
                all.add(Sentences.place(cell));
                if (Group.of(cell).good() < cell.runs()) {
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
