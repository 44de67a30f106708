package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settings in which times of what is compared can be set side by side: every repetition of every cell is good, but for
 * values of what is compared under which none is good anywhere. Where it does
 * not, whoever hangs in the bad runs would be measured on the good ones only.
 *
 * @param compared what is compared; empty if each cell stands for itself
 * @param over the cells of the settings in which all come to their end
 * @param left of the other settings one cell each
 * @param count how many settings there are
 * @param hopeless values of what is compared under which nothing is good anywhere; without them
 */
record Settings(
        Optional<Dimension> compared, List<CellResult> over, List<CellResult> left, int count, Set<String> hopeless) {

    static Settings of(List<CellResult> cells, Optional<Dimension> compared) {
        Optional<Dimension> named = compared.filter(Axes::isCompared);
        Map<NavigableMap<String, String>, List<CellResult>> settings = new LinkedHashMap<>();
        Set<String> hopeless = hopeless(cells, named);
        cells.stream()
                .filter(cell -> cell.runs() > 0)
                .filter(cell ->
                        named.isEmpty() || !hopeless.contains(named.get().of(cell)))
                .forEach(cell -> settings.computeIfAbsent(without(cell, named), key -> new ArrayList<>())
                        .add(cell));
        List<CellResult> over = new ArrayList<>();
        List<CellResult> left = new ArrayList<>();
        for (List<CellResult> setting : settings.values()) {
            Group group = Group.of(setting);
            if (group.good() == group.runs()) {
                over.addAll(setting);
            } else {
                left.add(setting.get(0));
            }
        }
        return new Settings(named, over, left, settings.size(), hopeless);
    }

    /** Values under which no cell is good: with them nothing could be set side by side. */
    private static Set<String> hopeless(List<CellResult> cells, Optional<Dimension> compared) {
        Set<String> values = new TreeSet<>();
        compared.ifPresent(one -> {
            values.addAll(one.values());
            cells.stream()
                    .filter(cell -> cell.runs() > 0 && Group.of(cell).good() == cell.runs())
                    .forEach(cell -> values.remove(one.of(cell)));
        });
        return values;
    }

    private static NavigableMap<String, String> without(CellResult cell, Optional<Dimension> compared) {
        NavigableMap<String, String> setting = new TreeMap<>(cell.variables());
        compared.ifPresent(one -> setting.remove(one.name()));
        return setting;
    }

    /** Those of a group that can be set side by side. */
    Group of(Group group) {
        return Group.of(group.cells().stream().filter(over::contains).toList());
    }

    /** Names of the settings that are left out, as far as they can be told. */
    String leftNames() {
        List<String> names = left.stream()
                .map(cell -> Sentences.words(without(cell, compared)))
                .toList();
        int most = 6;
        return String.join("; ", names.stream().limit(most).toList())
                + (names.size() > most ? " and " + (names.size() - most) + " more" : "");
    }
}
