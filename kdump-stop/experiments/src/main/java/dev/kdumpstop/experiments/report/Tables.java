package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.orchestrator.words.NmiAcceptanceWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of a report: outcomes, what was measured, paired differences; and the lists behind them. */
final class Tables {
    private final List<CellResult> cells;
    private final Axes axes;
    private final boolean traffic;

    Tables(List<CellResult> cells, Axes axes, boolean traffic) {
        this.cells = cells;
        this.axes = axes;
        this.traffic = traffic;
    }

    Pivot outcomes() {
        return Pivot.of(
                traffic
                        ? "Did the traffic come to its end?"
                        : withoutDump(cells)
                                ? "Is the dump saved, are the CPUs stopped or started?"
                                : "Is the dump saved?",
                "outcome",
                "",
                cells,
                axes,
                CellWords::outcome);
    }

    /** Whether some cell's procedure only stops or starts CPUs. */
    static boolean withoutDump(List<CellResult> cells) {
        Group all = Group.of(cells);
        return all.good() > all.captured();
    }

    /** One table for each leading quantity that some cell has. */
    List<Pivot> measured() {
        List<Pivot> pivots = new ArrayList<>();
        for (Quantity quantity : Quantity.leading(traffic)) {
            double lowest = Double.MAX_VALUE;
            double highest = 0;
            for (CellResult cell : cells) {
                double mean = cell.metric(quantity.name())
                        .map(metric -> metric.sums().mean())
                        .orElse(0.0);
                lowest = mean > 0 ? StrictMath.min(lowest, mean) : lowest;
                highest = StrictMath.max(highest, mean);
            }
            if (cells.stream().anyMatch(cell -> cell.metric(quantity.name()).isPresent())) {
                double low = lowest;
                double high = highest;
                pivots.add(Pivot.of(
                        capital(quantity.label()),
                        "metric:" + quantity.name(),
                        "Mean" + (quantity.unit().isEmpty() ? "" : ", " + quantity.unit())
                                + "; of several cells the smallest and the largest. Darker is more, on a logarithmic scale. p99: 99 % are not larger."
                                + (quantity.isEventual()
                                        ? " never: runs that do not come to their end; they are in no mean."
                                        : ""),
                        cells,
                        axes,
                        group -> CellWords.metric(group, quantity, low, high)));
            }
        }
        return pivots;
    }

    /** One table for each quantity that was compared. */
    List<Pivot> differences() {
        List<Pivot> pivots = new ArrayList<>();
        String reference = String.join(
                ", ",
                new TreeSet<>(cells.stream()
                        .map(CellResult::reference)
                        .filter(name -> !name.isEmpty())
                        .toList()));
        for (String name : compared(cells)) {
            Quantity quantity = Quantity.of(name);
            pivots.add(Pivot.of(
                    capital(quantity.label()) + ", against " + reference,
                    "difference:" + name,
                    "Same dice for both; mean difference over the repetitions "
                            + (traffic
                                    ? "in which all requests are over in both, also where a message was lost"
                                    : "whose crash path comes to its end in both")
                            + ", ± half its 95 % interval; of several cells the smallest and the largest.",
                    cells,
                    axes,
                    group -> CellWords.difference(group, quantity)));
        }
        return pivots;
    }

    /**
     * What each solution adds on each sub-architecture, under each timing profile: over cells of it that are good both here and under
     * the reference. Nothing if nothing was compared, or there is one place only.
     */
    List<Pivot> places(List<Dimension> dimensions, Optional<Dimension> compared) {
        Quantity cost = Quantity.of("cost_per_ipi_millicycles");
        List<Dimension> places = dimensions.stream()
                .filter(one -> one.name().equals("subarch") || one.name().equals("timing.profile"))
                .toList();
        List<CellResult> good =
                cells.stream().filter(cell -> Group.of(cell).isGoodInBoth()).toList();
        if (!traffic
                || compared.isEmpty()
                || places.isEmpty()
                || !compared(good).contains(cost.name())) {
            return List.of();
        }
        return List.of(Pivot.of(
                "What it adds, by sub-architecture and timing profile",
                "fixed",
                capital(cost.label()) + ": this minus the reference, smallest and largest mean of a cell"
                        + ". Cells in which some run does not come to a good end are left out.",
                good,
                new Axes(places, List.of(compared.get())),
                group -> CellWords.difference(group, cost)));
    }

    /** Quantities with paired differences; the number of saved CPUs is in the outcomes. */
    static List<String> compared(List<CellResult> cells) {
        TreeSet<String> names = new TreeSet<>();
        cells.forEach(cell -> names.addAll(cell.differences().keySet()));
        names.remove("cpus_saved");
        return List.copyOf(names);
    }

    /** Every option the results are computed under: name, and its values. */
    static List<List<String>> assumptions(List<CellResult> cells) {
        Map<String, TreeSet<String>> values = new TreeMap<>();
        cells.forEach(cell -> cell.facts()
                .forEach((name, value) -> values.computeIfAbsent(
                                // Of a cell with dice it is one draw of many.
                                name.equals("scenario") && !Group.isExact(cell)
                                        ? "scenario, as drawn in repetition 0"
                                        : name,
                                key -> new TreeSet<>())
                        .add(value)));
        values.keySet().removeAll(List.of("why", CellResult.NO_DICE));
        List<List<String>> rows = new ArrayList<>();
        values.forEach((name, all) -> rows.add(List.of(
                name,
                all.size() <= 12
                        ? String.join(" · ", all)
                        : String.join(" · ", all.stream().limit(12).toList()) + " … (" + all.size() + " values)")));
        return rows;
    }

    /** The assumption on which it hangs who loses the dump, with its values here, in words. */
    static List<String> decisive(List<CellResult> cells) {
        return cells.stream()
                .map(cell -> cell.facts().getOrDefault(NmiAcceptanceWords.OPTION, ""))
                .filter(value -> !value.isEmpty())
                .distinct()
                .map(value -> NmiAcceptanceWords.of(value) + " (" + value + ")")
                .toList();
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
