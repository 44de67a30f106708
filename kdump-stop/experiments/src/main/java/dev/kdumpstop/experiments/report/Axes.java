package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes down and what goes across in the tables; what is on neither is taken together.
 *
 * @param rows outer first
 * @param columns outer first
 */
public record Axes(List<Dimension> rows, List<Dimension> columns) {
    /** What people compare: it goes across. */
    private static final List<String> COMPARED = List.of("solution", "wait-policy");
    /** What they look up: it goes down, in this order. */
    private static final List<String> LOOKED_UP =
            List.of("subarch", "case", "scenario", "timing.profile", "machine.release");
    /** Narrow columns that fit onto a page. */
    private static final int MOST_NARROW = 36;
    /** Rows that can be overlooked, if the third setting is to be among them too. */
    private static final int MOST_ROWS = 64;

    private static final int MOST_LEVELS = 3;
    /** Columns that fit beside each other whatever a cell holds. */
    private static final int MOST_WIDE = 12;

    /**
     * Everything that varies, as far as there is room: cells of different settings are not to share a field.
     *
     * @param dimensions that vary by themselves
     * @param narrow whether a cell holds a word only, so that many columns fit
     */
    static Axes choose(List<Dimension> dimensions, List<CellResult> cells, boolean narrow) {
        List<Dimension> left = new ArrayList<>();
        for (String name : LOOKED_UP) {
            dimensions.stream().filter(one -> one.name().equals(name)).forEach(left::add);
        }
        dimensions.stream()
                .filter(one -> !left.contains(one))
                .sorted(Comparator.comparing((Dimension one) -> one.values().size()))
                .forEach(left::add);
        if (left.isEmpty()) {
            return new Axes(List.of(), List.of());
        }
        Dimension across = compared(left);
        left.remove(across);
        removeFollowing(left, cells);
        if (left.isEmpty()) {
            return across.values().size() > 12 || !COMPARED.contains(across.name())
                    ? new Axes(List.of(across), List.of())
                    : new Axes(List.of(), List.of(across));
        }
        if (narrow
                && left.size() == 2
                && left.get(1).values().size() * across.values().size() <= MOST_NARROW) {
            return new Axes(List.of(left.get(0)), List.of(left.get(1), across));
        }
        int count = 0;
        int rows = 1;
        while (count < left.size() && count < MOST_LEVELS) {
            rows *= left.get(count).values().size();
            if (count > 1 && rows > MOST_ROWS) {
                break;
            }
            count++;
        }
        List<Dimension> rest = left.subList(count, left.size());
        boolean fits = !rest.isEmpty()
                && rest.get(0).values().size() * across.values().size() <= (narrow ? MOST_NARROW : MOST_WIDE);
        return new Axes(left.subList(0, count), fits ? List.of(rest.get(0), across) : List.of(across));
    }

    /** What has one value only for each value of another one, as in pairs and cases, needs no axis of its own. */
    private static void removeFollowing(List<Dimension> left, List<CellResult> cells) {
        List<Dimension> kept = new ArrayList<>();
        for (Dimension one : left) {
            if (kept.stream().noneMatch(other -> follows(one, other, cells))) {
                kept.add(one);
            }
        }
        left.retainAll(kept);
    }

    private static boolean follows(Dimension one, Dimension other, List<CellResult> cells) {
        Map<String, String> values = new HashMap<>();
        return cells.stream()
                .allMatch(cell -> one.of(cell).equals(values.computeIfAbsent(other.of(cell), key -> one.of(cell))));
    }

    /** Whether people compare its values with each other, in what is otherwise the same. */
    static boolean isCompared(Dimension dimension) {
        return COMPARED.contains(dimension.name());
    }

    /** The one to compare: a solution or wait policy, or else what has numbers, or else the last. */
    static Dimension compared(List<Dimension> dimensions) {
        for (String name : COMPARED) {
            for (Dimension dimension : dimensions) {
                if (dimension.name().equals(name)) {
                    return dimension;
                }
            }
        }
        return dimensions.stream()
                .filter(one -> one.numbers() != null)
                .findFirst()
                .orElse(dimensions.get(dimensions.size() - 1));
    }
}
