package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an experiment came to, in plain words. */
final class Sentences {
    /** More values than these are not spoken of one by one. */
    private static final int MOST_NAMED = 12;

    private final Map<String, Group> groups;
    private final Group all;

    /** @param groups by value of what is compared */
    Sentences(Map<String, Group> groups) {
        this.groups = groups;
        this.all = Group.of(groups.values().stream()
                .flatMap(group -> group.cells().stream())
                .toList());
    }

    static String place(CellResult cell) {
        return cell.facts().getOrDefault("sub-architecture", cell.variables().getOrDefault("subarch", "?"));
    }

    List<String> crash() {
        List<String> sentences = new ArrayList<>();
        if (all.good() == all.runs()) {
            sentences.add("The dump is saved in every run.");
        } else if (groups.size() > MOST_NAMED) {
            List<String> lost = new ArrayList<>();
            groups.forEach((value, group) -> {
                if (group.good() < group.runs()) {
                    lost.add(value);
                }
            });
            sentences.add("The dump is lost in " + (all.runs() - all.good()) + " of " + runs(all) + ": "
                    + String.join(", ", lost) + ".");
        } else {
            lost(sentences);
        }
        if (all.partial() > 0) {
            sentences.add("In " + all.partial() + " of " + all.good()
                    + " saved dumps some CPU was not stopped or its registers are missing.");
        }
        falseTimeouts(sentences);
        range(Quantity.of("time_to_capture_ps"), "From the crash to the capture kernel it takes", sentences);
        compared(Quantity.of("stop_time_ps"), "where both come to their end, the stop takes", sentences);
        failed(sentences);
        return sentences;
    }

    /** What loses the dump where; what never does, together. */
    private void lost(List<String> sentences) {
        List<String> safe = new ArrayList<>();
        groups.forEach((value, group) -> {
            if (group.runs() > 0 && group.good() == group.runs()) {
                safe.add(value);
            } else if (group.runs() > 0) {
                sentences.add(name(value) + "the dump is lost in " + (group.runs() - group.good()) + " of "
                        + runs(group) + ", on " + lost(group) + ".");
            }
        });
        if (!safe.isEmpty()) {
            sentences.add(String.join(", ", safe) + ": the dump is saved in every run.");
        }
    }

    List<String> traffic() {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                all.good() == all.runs()
                        ? "Every run of the traffic came to its end."
                        : "The traffic did not come to its end, or lost messages, in " + (all.runs() - all.good())
                                + " of " + runs(all) + ", on " + lost(all) + ".");
        range(Quantity.of("cost_per_ipi_cycles"), "An IPI costs its sender, on average,", sentences);
        Quantity cost = Quantity.of("cost_per_ipi_millicycles");
        compared(cost, "an IPI costs its sender", sentences);
        failed(sentences);
        return sentences;
    }

    /** One sentence for all that say the same. */
    private void compared(Quantity cost, String what, List<String> sentences) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        groups.forEach((value, group) -> {
            if (group.isCompared()) {
                names.computeIfAbsent(compared(group, cost, what), key -> new ArrayList<>())
                        .add(value);
            }
        });
        names.forEach((sentence, values) -> sentences.add(name(String.join(", ", values)) + sentence));
    }

    /** In how many cells it is dearer or cheaper than the reference, and by how much at most. */
    private static String compared(Group group, Quantity cost, String what) {
        int dearer = 0;
        int cheaper = 0;
        double most = 0;
        double half = 0;
        String reference = "";
        int cells = 0;
        int same = 0;
        for (CellResult cell : group.cells()) {
            var found = Group.of(List.of(cell)).difference(cost.name());
            reference = cell.reference().isEmpty() ? reference : cell.reference();
            cells += found.isPresent() ? 1 : 0;
            same += found.isPresent() && found.get().isNothing() ? 1 : 0;
            if (found.isPresent() && found.get().isResolved()) {
                dearer += found.get().mean() > 0 ? 1 : 0;
                cheaper += found.get().mean() < 0 ? 1 : 0;
                if (StrictMath.abs(found.get().mean()) > StrictMath.abs(most)) {
                    most = found.get().mean();
                    half = found.get().half();
                }
            }
        }
        if (same == cells) {
            return what + " the same as under " + reference + " in all " + cells + " cells.";
        }
        return dearer + cheaper == 0
                ? what + " as much as under " + reference + ": no difference is resolved in any of " + cells + " cells."
                : what + " more than under " + reference + " in " + dearer + ", less in " + cheaper + " of " + cells
                        + " cells; the largest difference is " + cost.signed(most)
                        + (half == 0 ? "" : " ± " + cost.text(half))
                        + (cost.unit().equals("cycles") ? " cycles." : ".");
    }

    /** Waits that ran into their limit though nothing was wrong. */
    private void falseTimeouts(List<String> sentences) {
        List<String> some = new ArrayList<>();
        List<String> none = new ArrayList<>();
        groups.forEach((value, group) -> {
            Group healthy = Group.of(group.cells().stream()
                    .filter(cell -> cell.isOk() && "healthy".equals(cell.facts().getOrDefault("scenario", "")))
                    .toList());
            double mean = healthy.sums("timeouts").mean();
            if (mean > 0) {
                some.add(value + " (" + Quantity.digits(mean) + " a stop)");
            } else if (healthy.runs() > 0) {
                none.add(value);
            }
        });
        if (!some.isEmpty()) {
            sentences.add("False time-outs, with nothing wrong: under " + String.join(", ", some)
                    + (none.isEmpty() ? "" : "; none under " + String.join(", ", none)) + ".");
        }
    }

    /** The cell with the smallest and the one with the largest mean. */
    private void range(Quantity quantity, String begin, List<String> sentences) {
        List<CellResult> having = all.cells().stream()
                .filter(cell -> cell.metric(quantity.name()).isPresent())
                .sorted(Comparator.comparingDouble(cell -> mean(cell, quantity)))
                .toList();
        if (having.isEmpty()) {
            return;
        }
        CellResult least = having.get(0);
        CellResult most = having.get(having.size() - 1);
        String unit = quantity.unit().equals("cycles") ? " cycles" : "";
        String small = quantity.text(mean(least, quantity));
        String large = quantity.text(mean(most, quantity));
        sentences.add(
                small.equals(large)
                        ? begin + " " + small + unit + " everywhere."
                        : begin + " from " + small + " (" + words(least) + ") to " + large + unit + " (" + words(most)
                                + ").");
    }

    private static double mean(CellResult cell, Quantity quantity) {
        return cell.metric(quantity.name()).map(metric -> metric.sums().mean()).orElse(0.0);
    }

    private void failed(List<String> sentences) {
        if (all.failed() > 0) {
            sentences.add(all.failed() + " of " + all.cells().size() + " cells cannot be run; why is said below.");
        }
    }

    /** Where it was lost: sub-architectures, together where as many of their cells are concerned. */
    private static String lost(Group group) {
        Map<String, int[]> places = new TreeMap<>();
        for (CellResult cell : group.cells()) {
            if (cell.isOk()) {
                int[] counts = places.computeIfAbsent(place(cell), key -> new int[2]);
                counts[0] += Group.of(List.of(cell)).good() < cell.runs() ? 1 : 0;
                counts[1]++;
            }
        }
        Map<String, List<String>> byCount = new LinkedHashMap<>();
        places.forEach((place, counts) -> {
            if (counts[0] > 0) {
                String count = counts[1] == 1 ? "" : " (" + counts[0] + " of " + counts[1] + " cells)";
                byCount.computeIfAbsent(count, key -> new ArrayList<>()).add(place);
            }
        });
        List<String> texts = new ArrayList<>();
        byCount.forEach((count, names) -> texts.add(
                String.join(", ", names) + (names.size() > 1 ? count.replace("cells", "cells each") : count)));
        return String.join("; ", texts);
    }

    private static String name(String value) {
        return value.equals("all") ? "" : value + ": ";
    }

    private static String runs(Group group) {
        return group.runs() + (group.runs() == 1 ? " run" : " runs");
    }

    private static String words(CellResult cell) {
        List<String> texts = new ArrayList<>();
        cell.variables().forEach((name, value) -> {
            if (!value.isEmpty()) {
                texts.add(Character.isLetter(value.charAt(0)) ? value : Dimension.label(name) + " " + value);
            }
        });
        return texts.isEmpty() ? "the one cell" : String.join(", ", texts);
    }
}
