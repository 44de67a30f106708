package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an experiment came to, in plain words. */
final class Sentences {
    /** More values than these are not spoken of one by one. */
    private static final int MOST_NAMED = 12;

    private final Map<String, Group> groups;
    private final Group all;
    private final Settings settings;
    private final boolean isTraffic;

    /**
     * @param groups by value of what is compared
     * @param settings in which times can be compared
     * @param isTraffic whether no dump is taken anywhere
     */
    Sentences(Map<String, Group> groups, Settings settings, boolean isTraffic) {
        this.isTraffic = isTraffic;
        this.groups = groups;
        this.settings = settings;
        this.all = Group.of(groups.values().stream()
                .flatMap(group -> group.cells().stream())
                .toList());
    }

    static String place(CellResult cell) {
        return cell.facts().getOrDefault("sub-architecture", cell.variables().getOrDefault("subarch", "?"));
    }

    List<String> crash() {
        List<String> sentences = new ArrayList<>();
        if (all.captured() == all.runs()) {
            sentences.add("The dump is saved in every run.");
        } else if (all.good() == all.runs()) {
            sentences.add("Every crash path comes to its end.");
        } else if (groups.size() > MOST_NAMED) {
            List<String> lost = new ArrayList<>();
            groups.forEach((value, group) -> {
                if (group.good() < group.runs()) {
                    lost.add(value);
                }
            });
            sentences.add("The dump is lost in " + lostCells(all) + ": " + String.join(", ", lost) + ".");
        } else {
            lost(sentences);
        }
        withoutDump(sentences);
        partial(sentences);
        falseTimeouts(sentences);
        range(Quantity.of("time_to_capture_ps"), "Where the capture kernel is entered, that takes", sentences);
        compared(Quantity.of("stop_time_ps"), "where both come to their end, the stop takes", sentences);
        leftOut(sentences);
        failed(sentences);
        return sentences;
    }

    /** Procedures that only stop or start CPUs: no dump is theirs to save or to lose. */
    private void withoutDump(List<String> sentences) {
        Map<String, Integer> cells = new TreeMap<>();
        for (Group one : all.singles()) {
            one.outcomes().keySet().stream()
                    .map(OutcomeWord::of)
                    .filter(word -> word.isGood() && !word.isCaptured())
                    .forEach(word -> cells.merge(word.word(), 1, Integer::sum));
        }
        if (!cells.isEmpty()) {
            List<String> texts = new ArrayList<>();
            cells.forEach((word, count) -> texts.add(word + " in " + count));
            sentences.add("Procedures that only stop or start CPUs take no dump: " + String.join(", ", texts) + " of "
                    + cells(all.singles().size()) + ".");
        }
    }

    private void partial(List<String> sentences) {
        List<Group> some = all.singles().stream()
                .filter(one -> one.captured() > 0 && one.partial() > 0)
                .toList();
        if (!some.isEmpty()) {
            double most = some.stream()
                    .mapToDouble(one -> (double) one.partial() / one.runs())
                    .max()
                    .orElse(0);
            long saved =
                    all.singles().stream().filter(one -> one.captured() > 0).count();
            sentences.add("In " + some.size() + " of " + cells((int) saved)
                    + " that save a dump, some CPU was not stopped or its registers are missing"
                    + (all.singles().stream().allMatch(one -> one.runs() == 1)
                            ? "."
                            : ", in up to " + Quantity.percent(most) + " of the runs."));
        }
    }

    /** What loses the dump where; what never does, together. */
    private void lost(List<String> sentences) {
        List<String> safe = new ArrayList<>();
        groups.forEach((value, group) -> {
            if (group.runs() > 0 && group.good() == group.runs()) {
                safe.add(value);
            } else if (group.runs() > 0) {
                sentences.add(name(value) + "the dump is lost in " + lostCells(group) + ", on " + lost(group) + ".");
            }
        });
        safe(safe.stream().filter(value -> isCaptured(groups.get(value))).toList(), "the dump is saved in every run.")
                .ifPresent(sentences::add);
        safe(safe.stream().filter(value -> !isCaptured(groups.get(value))).toList(), "every run comes to its end.")
                .ifPresent(sentences::add);
    }

    private static Optional<String> safe(List<String> values, String what) {
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values) + ": " + what);
    }

    private static boolean isCaptured(@Nullable Group group) {
        return group != null && group.captured() == group.runs();
    }

    /** Cells are counted, not runs: one with dice must not weigh more than one without. */
    private String lostCells(Group group) {
        Group.Counts counts = Group.of(
                        group.cells().stream().filter(CellResult::isOk).toList())
                .counts();
        List<Group> singles = group.singles();
        long lost = singles.stream().filter(one -> one.good() < one.runs()).count();
        double most = 1 - group.lowestShare();
        return group.isSingle() && counts.all() > 1
                ? counts.all() - counts.good() + " of " + counts.all() + " runs"
                : lost + " of "
                        + cells((int) singles.stream()
                                .filter(one -> one.good() == 0 || one.captured() > 0 || isTraffic)
                                .count())
                        + (singles.stream().allMatch(one -> one.runs() == 1)
                                ? ""
                                : ", in up to " + Quantity.percent(most) + " of a cell's runs");
    }

    private static String cells(int count) {
        return count + (count == 1 ? " cell" : " cells");
    }

    /** What is not in the times of the table. */
    private void leftOut(List<String> sentences) {
        if (settings.compared().isPresent() && !settings.left().isEmpty()) {
            sentences.add("Times in the table are over the "
                    + (settings.count() - settings.left().size()) + " of "
                    + settings.count() + " settings in which every run under every "
                    + settings.compared().get().label()
                    + (settings.hopeless().isEmpty() ? "" : " but " + String.join(", ", settings.hopeless()))
                    + " comes to a good end. Left out: " + settings.leftNames() + ".");
        }
    }

    List<String> traffic() {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                all.good() == all.runs()
                        ? "Every run of the traffic came to its end."
                        : "The traffic did not come to its end, or lost messages, in " + lostCells(all) + ", on "
                                + lost(all) + ".");
        range(Quantity.of("cost_per_ipi_cycles"), "An IPI of a request costs its sender, on average,", sentences);
        Quantity cost = Quantity.of("cost_per_ipi_millicycles");
        compared(cost, "an IPI costs its sender, all cycles ÷ all messages,", sentences);
        leftOut(sentences);
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
        Group.Difference most = new Group.Difference(0, 0, 0);
        String reference = "";
        int same = 0;
        List<Group> singles = group.singles();
        int cells = 0;
        for (Group one : singles) {
            String its = one.cells().get(0).reference();
            reference = its.isEmpty() ? reference : its;
            // Not of the repetitions alone that happen to be good in both.
            List<Group.Difference> all = one.isGoodInBoth() ? one.differences(cost.name()) : List.of();
            cells += all.size();
            for (Group.Difference found : all) {
                same += found.isNothing() ? 1 : 0;
                dearer += found.isResolved() && found.mean() > 0 ? 1 : 0;
                cheaper += found.isResolved() && found.mean() < 0 ? 1 : 0;
                if (found.isResolved() && StrictMath.abs(found.mean()) > StrictMath.abs(most.mean())) {
                    most = found;
                }
            }
        }
        String not = cells == singles.size()
                ? "."
                : "; " + (singles.size() - cells) + " more of " + singles.size()
                        + " cannot be compared, as some run does not come to a good end in both.";
        if (cells == 0) {
            return "there is no cell in which every run comes to a good end both here and under " + reference + ".";
        }
        if (same == cells) {
            return what + " the same as under " + reference + " in " + cells(cells) + not;
        }
        return dearer + cheaper == 0
                ? what + " as much as under " + reference + ": no difference is resolved in any of " + cells(cells)
                        + not
                : what + " more than under " + reference + " in " + dearer + ", less in " + cheaper + " of "
                        + cells(cells) + "; the largest difference is " + cost.signed(most.mean())
                        + (most.half() == 0 ? "" : " ± " + cost.text(most.half()))
                        + (cost.unit().equals("cycles") ? " cycles" : "") + not;
    }

    /** Waits that ran into their limit though nothing was wrong. */
    private void falseTimeouts(List<String> sentences) {
        List<String> some = new ArrayList<>();
        List<String> none = new ArrayList<>();
        groups.forEach((value, group) -> {
            Group healthy = Group.of(group.cells().stream()
                    .filter(cell -> cell.isOk() && "healthy".equals(cell.facts().getOrDefault("scenario", "")))
                    .toList());
            double most = healthy.means("timeouts").map(Group.Range::high).orElse(0.0);
            if (most > 0) {
                some.add(value + " (up to " + Quantity.digits(most) + " a stop)");
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
                .filter(cell -> cell.metric(quantity.name()).isPresent()
                        && Group.of(cell).isGood())
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
                counts[0] += Group.of(cell).good() < cell.runs() ? 1 : 0;
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

    private static String words(CellResult cell) {
        return words(cell.variables());
    }

    static String words(Map<String, String> variables) {
        List<String> texts = new ArrayList<>();
        variables.forEach((name, value) -> {
            if (!value.isEmpty()) {
                texts.add(Character.isLetter(value.charAt(0)) ? value : Dimension.label(name) + " " + value);
            }
        });
        return texts.isEmpty() ? "the one cell" : String.join(", ", texts);
    }
}
