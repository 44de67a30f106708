package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult.Pair;
import dev.kdumpstop.experiments.stat.Proportion;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What a group of cells says in a table. {@code report.js} says the same when axes and filters change. */
final class CellWords {
    private static final int STEPS = 5;

    private CellWords() {}

    /** What became of it: a word where it is certain, a share with its interval otherwise. */
    static TableCell outcome(Group group) {
        if (group.runs() == 0) {
            return failed(group);
        }
        String title = title(group);
        if (group.cells().size() == 1 && group.runs() == 1) {
            OutcomeWord word = OutcomeWord.of(group.outcomes().firstKey());
            return new TableCell(word.word(), "", lossTone(group), title);
        }
        if (group.isExact()) {
            return new TableCell(group.good() + " of " + group.runs(), "", lossTone(group), title);
        }
        Proportion share = new Proportion(group.good(), group.runs());
        return new TableCell(Quantity.percent(share.value()), interval(share), lossTone(group), title);
    }

    static String interval(Proportion share) {
        return Quantity.percent(share.low()).replace(" %", "") + "–" + Quantity.percent(share.high());
    }

    private static TableCell failed(Group group) {
        return new TableCell(
                "–", "", "none", "cannot be run: " + group.cells().get(0).error());
    }

    private static String title(Group group) {
        List<String> parts = new ArrayList<>();
        group.outcomes()
                .forEach((name, count) -> parts.add((group.runs() == 1 ? "" : count + " of " + group.runs() + ": ")
                        + OutcomeWord.of(name).sentence()));
        if (group.cells().size() == 1) {
            String why = group.cells().get(0).facts().getOrDefault("why", "");
            if (!why.isEmpty() && group.runs() == 1) {
                parts.add(why);
            }
        }
        if (group.failed() > 0) {
            parts.add(group.failed() + " cells cannot be run");
        }
        return String.join("; ", parts);
    }

    /** {@code t0} nothing lost, {@code tp} saved with a loss, {@code t1} to {@code t5} by the share that was lost. */
    private static String lossTone(Group group) {
        long lost = group.runs() - group.good();
        if (lost == 0) {
            return group.partial() == group.runs() ? "tp" : "t0";
        }
        return "t" + StrictMath.max(1, (int) StrictMath.ceil((double) STEPS * lost / group.runs()));
    }

    /** Mean of a metric, and its 99th percentile. */
    static TableCell metric(Group group, Quantity quantity, double lowest, double highest) {
        if (group.runs() == 0) {
            return failed(group);
        }
        Sums sums = group.sums(quantity.name());
        if (sums.count() == 0) {
            return new TableCell("–", "", "none", "no repetition has a value: " + title(group));
        }
        Histogram values = group.histogram(quantity.name());
        String p99 = quantity.text(Group.percentile(values, sums, 99));
        boolean spread = Group.isSpread(values);
        return new TableCell(
                quantity.text(sums.mean()),
                spread ? "p99 " + p99 : "",
                "h" + level(sums.mean(), lowest, highest),
                "mean " + quantity.text(sums.mean()) + ", median " + quantity.text(Group.percentile(values, sums, 50))
                        + ", p99 " + p99 + ", largest " + quantity.text(Group.percentile(values, sums, 100)) + "; "
                        + sums.count()
                        + (sums.count() == 1 ? " value" : " values"));
    }

    /** Where a value lies between the smallest above 0 and the largest of a table, 0 to 5, on a logarithmic scale. */
    static int level(double value, double lowest, double highest) {
        if (value <= lowest || lowest <= 0 || highest <= lowest) {
            return 0;
        }
        double part =
                (StrictMath.log(value) - StrictMath.log(lowest)) / (StrictMath.log(highest) - StrictMath.log(lowest));
        return (int) StrictMath.min(STEPS, StrictMath.floor(part * (STEPS + 1)));
    }

    /** This minus the reference on the same dice. */
    static TableCell difference(Group group, Quantity quantity) {
        if (group.runs() == 0) {
            return failed(group);
        }
        if (!group.isCompared()) {
            return new TableCell("ref", "", "none", "the other cells are compared with this one");
        }
        long gained = group.pairs(Pair.ONLY_THIS);
        long lost = group.pairs(Pair.ONLY_REFERENCE);
        String dumps = "good only here: " + gained + ", good only under the reference: " + lost + ", good in both: "
                + group.pairs(Pair.BOTH) + ", in neither: " + group.pairs(Pair.NEITHER);
        String saved = gained == lost ? "" : gained > lost ? "+" + (gained - lost) : "−" + (lost - gained);
        Optional<Group.Difference> found = group.difference(quantity.name());
        if (found.isEmpty()) {
            return saved.isEmpty()
                    ? new TableCell("–", "", "none", "no repetition is good in both; " + dumps)
                    : new TableCell(saved, "", gained > lost ? "better" : "worse", dumps);
        }
        Group.Difference difference = found.get();
        boolean certain = difference.half() == 0;
        boolean resolved = difference.isResolved();
        String text = difference.isNothing() ? "=" : quantity.signed(difference.mean());
        String half = certain
                ? ""
                : difference.half() == Double.POSITIVE_INFINITY
                        ? "one pair only"
                        : "±" + quantity.text(difference.half());
        String sub = !resolved && !certain ? "not resolved, " + half : half;
        String tone = !saved.isEmpty()
                ? gained > lost ? "better" : "worse"
                : !resolved ? "unresolved" : difference.mean() > 0 ? "worse" : "better";
        return new TableCell(
                saved.isEmpty() ? text : text.equals("=") ? saved : saved + ", " + text,
                sub,
                tone,
                pairsTitle(difference, dumps));
    }

    private static String pairsTitle(Group.Difference difference, String dumps) {
        return "mean over " + difference.pairs() + (difference.pairs() == 1 ? " pair; " : " pairs; ") + dumps;
    }
}
