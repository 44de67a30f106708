package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A table of groups of cells.
 *
 * @param title what it shows
 * @param kind what {@code report.js} makes a cell with: {@code outcome}, {@code metric:NAME}, {@code difference:NAME}
 * @param headers rows of the head
 * @param corner how the columns of the row names are called
 * @param rows the rows
 * @param note what is to be known to read it
 */
public record Pivot(
        String title, String kind, List<List<Header>> headers, List<String> corner, List<Row> rows, String note) {

    /**
     * A name at the side or in the head.
     *
     * @param text the value
     * @param span rows or columns it stands for; 0 for none of its own
     */
    public record Header(String text, int span) {}

    /**
     * A row.
     *
     * @param names outer first
     * @param cells one for each column
     */
    public record Row(List<Header> names, List<TableCell> cells) {}

    static Pivot of(
            String title,
            String kind,
            String note,
            List<CellResult> cells,
            Axes axes,
            Function<Group, TableCell> words) {
        Map<List<String>, Map<List<String>, List<CellResult>>> table = new LinkedHashMap<>();
        Map<List<String>, Boolean> columns = new LinkedHashMap<>();
        for (List<String> row : keys(axes.rows(), cells)) {
            table.put(row, new LinkedHashMap<>());
        }
        for (List<String> column : keys(axes.columns(), cells)) {
            columns.put(column, true);
        }
        for (CellResult cell : cells) {
            table.getOrDefault(key(axes.rows(), cell), new LinkedHashMap<>())
                    .computeIfAbsent(key(axes.columns(), cell), key -> new ArrayList<>())
                    .add(cell);
        }
        List<List<String>> across = List.copyOf(columns.keySet());
        List<List<String>> down = List.copyOf(table.keySet());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < down.size(); i++) {
            Map<List<String>, List<CellResult>> row = table.getOrDefault(down.get(i), Map.of());
            List<TableCell> texts = new ArrayList<>();
            for (int j = 0; j < across.size(); j++) {
                List<CellResult> group = row.getOrDefault(across.get(j), List.of());
                TableCell text = group.isEmpty() ? TableCell.NONE : words.apply(Group.of(group));
                boolean begins = axes.columns().size() > 1 && j > 0 && span(across, j, 0) > 0;
                texts.add(begins ? text.first() : text);
            }
            List<Header> names = new ArrayList<>();
            for (int level = 0; level < axes.rows().size(); level++) {
                names.add(new Header(named(down.get(i).get(level)), span(down, i, level)));
            }
            rows.add(new Row(names, texts));
        }
        List<List<Header>> headers = new ArrayList<>();
        for (int level = 0; level < axes.columns().size(); level++) {
            List<Header> names = new ArrayList<>();
            for (int i = 0; i < across.size(); i++) {
                int span = span(across, i, level);
                if (span > 0) {
                    names.add(new Header(named(across.get(i).get(level)), span));
                }
            }
            headers.add(names);
        }
        return new Pivot(
                title, kind, headers, axes.rows().stream().map(Dimension::label).toList(), rows, note);
    }

    private static String named(String value) {
        return value.isEmpty() ? "(none)" : value;
    }

    /** How many keys from here on have the same outer values; 0 if this is not the first of them. */
    private static int span(List<List<String>> keys, int at, int level) {
        List<String> own = keys.get(at).subList(0, level + 1);
        if (at > 0 && keys.get(at - 1).subList(0, level + 1).equals(own)) {
            return 0;
        }
        int span = 1;
        while (at + span < keys.size()
                && keys.get(at + span).subList(0, level + 1).equals(own)) {
            span++;
        }
        return span;
    }

    /** Combinations that there are, in the order of the dimensions' values. */
    private static List<List<String>> keys(List<Dimension> dimensions, List<CellResult> cells) {
        return cells.stream()
                .map(cell -> key(dimensions, cell))
                .distinct()
                .sorted((one, other) -> compare(dimensions, one, other))
                .toList();
    }

    private static int compare(List<Dimension> dimensions, List<String> one, List<String> other) {
        for (int i = 0; i < dimensions.size(); i++) {
            List<String> values = dimensions.get(i).values();
            int order = Integer.compare(values.indexOf(one.get(i)), values.indexOf(other.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static List<String> key(List<Dimension> dimensions, CellResult cell) {
        return dimensions.stream().map(dimension -> dimension.of(cell)).toList();
    }
}
