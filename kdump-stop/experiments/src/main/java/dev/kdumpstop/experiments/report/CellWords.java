package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult.Pair;
import dev.kdumpstop.experiments.stat.Proportion;
import dev.kdumpstop.experiments.stat.Sums;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What a group of cells says in a table. {@code report.js} says the same when axes and filters change. */
final class CellWords {
    private static final int STEPS = 5;
    private static final int PART_STEPS = 3;

    private CellWords() {}

    /** What became of it: of one run a word, of one cell a share, of several cells how many of them. */
    static TableCell outcome(Group group) {
        if (group.runs() == 0) {
            return failed(group);
        }
        String title = title(group);
        Group.Counts counts = group.counts();
        if (!group.isSingle()) {
            List<String> more = new ArrayList<>();
            if (counts.good() < counts.all()) {
                more.add("lowest " + Quantity.percent(group.lowestShare()));
            }
            if (counts.partial() > 0) {
                more.add("part in " + counts.partial());
            }
            return new TableCell(
                    counts.good() + " of " + counts.all() + " cells", String.join(", ", more), tone(group), title);
        }
        if (group.runs() == 1) {
            OutcomeWord word = OutcomeWord.of(group.outcomes().firstKey());
            return new TableCell(word.word(), String.join(", ", withoutDump(group)), tone(group), title);
        }
        Proportion share = new Proportion(group.good(), group.runs());
        String part = group.partial() == 0 ? "" : "part " + Quantity.percent((double) group.partial() / group.runs());
        if (group.isExact()) {
            return new TableCell(group.good() + " of " + group.runs(), part, tone(group), title);
        }
        return new TableCell(
                Quantity.percent(share.value()),
                interval(share) + (part.isEmpty() ? "" : ",\n" + part),
                tone(group),
                title);
    }

    /** What a run that takes no dump did instead; of others nothing. */
    static List<String> withoutDump(Group group) {
        List<String> parts = new ArrayList<>();
        if (group.good() > 0 && group.captured() == 0 && group.runs() == 1) {
            count(group, "cpus_stopped", "stopped", parts);
            count(group, "cpus_started", "started", parts);
            count(group, "cpus_not_started", "left waiting", parts);
            // A wake-up that wakes up nobody.
            boolean stops = group.outcomes().firstKey().startsWith("STOPPED");
            if (parts.isEmpty() && group.sums("cpus_started").count() > 0) {
                parts.add(stops ? "0 stopped" : "0 started");
            }
        }
        return parts;
    }

    private static void count(Group group, String metric, String word, List<String> parts) {
        double count = group.sums(metric).mean();
        if (count > 0) {
            parts.add(Quantity.digits(count) + " " + word);
        }
    }

    /** Whether a run that takes no dump left a CPU behind. */
    private static boolean isShort(Group group) {
        List<String> parts = withoutDump(group);
        return parts.stream().anyMatch(part -> part.equals("0 started") || part.endsWith("left waiting"));
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

    /**
     * {@code t0} nothing lost; {@code p1} to {@code p3} by the share in which a CPU is missing; {@code t1} to {@code t5} by the share
     * that is lost. A share of what the cell counts: of runs, or of cells.
     */
    private static String tone(Group group) {
        Group.Counts counts = group.counts();
        long lost = counts.all() - counts.good();
        if (lost > 0) {
            return "t" + grade(STEPS, lost, counts.all());
        }
        return isShort(group)
                ? "p" + PART_STEPS
                : counts.partial() == 0 ? "t0" : "p" + grade(PART_STEPS, counts.partial(), counts.all());
    }

    private static int grade(int steps, long some, long all) {
        return (int) StrictMath.ceil((double) steps * some / all);
    }

    /** Of one cell the mean of a metric; of several the smallest and the largest mean. Who never gets there is counted. */
    static TableCell metric(Group group, Quantity quantity, double lowest, double highest) {
        if (group.runs() == 0) {
            return failed(group);
        }
        long never = quantity.isEventual() ? group.never() : 0;
        if (!group.isSingle()) {
            return metrics(quantity.isEventual() ? group.over() : group, group, quantity, lowest, highest);
        }
        Sums sums = group.sums(quantity.name());
        if (sums.count() == 0) {
            return new TableCell(never > 0 ? "never" : "–", "", "none", "no repetition has a value: " + title(group));
        }
        Histogram values = group.histogram(quantity.name());
        String p99 = quantity.text(Group.percentile(values, sums, 99));
        String missing = "never in " + never + " of " + group.runs();
        return new TableCell(
                quantity.text(sums.mean()),
                never > 0 ? missing : Group.isSpread(values) ? "p99 " + p99 : "",
                "h" + level(sums.mean(), lowest, highest),
                (never > 0 ? missing + "; of the others: " : "") + "mean " + quantity.text(sums.mean()) + ", median "
                        + quantity.text(Group.percentile(values, sums, 50)) + ", p99 " + p99 + ", largest "
                        + quantity.text(Group.percentile(values, sums, 100)) + "; "
                        + sums.count()
                        + (sums.count() == 1 ? " value" : " values"));
    }

    private static TableCell metrics(Group over, Group group, Quantity quantity, double lowest, double highest) {
        int all = group.singles().size();
        int never = all - over.singles().size();
        String missing = (group.never() == group.runs() ? "" : "some ") + "never in " + never + " of " + all + " cells";
        String title = title(group);
        return over.means(quantity.name())
                .map(range -> new TableCell(
                        range(range, quantity),
                        never > 0 ? missing : cells(range.cells()),
                        "h" + level(range.high(), lowest, highest),
                        "smallest and largest mean of " + cells(range.cells())
                                + (never > 0 ? "; not of those with a run that never gets there: " + title : "")))
                .orElseGet(() -> new TableCell(
                        never > 0 && group.never() == group.runs() ? "never" : "–",
                        never == 0 ? "" : group.never() == group.runs() ? cells(all) : missing,
                        "none",
                        "no cell in which every repetition has a value: " + title));
    }

    private static String cells(int count) {
        return count + (count == 1 ? " cell" : " cells");
    }

    static String range(Group.Range range, Quantity quantity) {
        String low = quantity.text(range.low());
        String high = quantity.text(range.high());
        return low.equals(high) ? low : low + " … " + high;
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
        String saved = saved(group);
        List<Group.Difference> found = group.differences(quantity.name());
        if (found.isEmpty()) {
            return saved.isEmpty()
                    ? new TableCell("–", "", "none", "no repetition is over in both; " + dumps)
                    : new TableCell(saved, "", better(saved), dumps);
        }
        String text = signed(found, quantity);
        long open = found.stream()
                .filter(one -> !one.isNothing() && !one.isResolved())
                .count();
        boolean more = found.stream().anyMatch(one -> one.isResolved() && one.mean() > 0);
        boolean less = found.stream().anyMatch(one -> one.isResolved() && one.mean() < 0);
        return new TableCell(
                saved.isEmpty() ? text : text.equals("=") ? saved : saved + ", " + text,
                group.isSingle()
                        ? half(found.get(0), quantity)
                        : cells(found.size()) + (open == 0 ? "" : ", " + open + " not resolved"),
                saved.isEmpty() ? more ? "worse" : less ? "better" : "unresolved" : better(saved),
                pairsTitle(found, dumps));
    }

    /** How many more runs, or cells, are good here than under the reference; empty if as many. */
    private static String saved(Group group) {
        long gain = 0;
        for (Group one : group.singles()) {
            long own = one.pairs(Pair.ONLY_THIS) - one.pairs(Pair.ONLY_REFERENCE);
            gain += group.isSingle() ? own : Long.signum(own);
        }
        String unit = group.isSingle() ? "" : StrictMath.abs(gain) == 1 ? " cell" : " cells";
        return gain == 0 ? "" : (gain > 0 ? "+" + gain : "−" + -gain) + unit;
    }

    private static String better(String saved) {
        return saved.startsWith("+") ? "better" : "worse";
    }

    private static String signed(List<Group.Difference> found, Quantity quantity) {
        if (found.stream().allMatch(Group.Difference::isNothing)) {
            return "=";
        }
        String low = quantity.signed(
                found.stream().mapToDouble(Group.Difference::mean).min().orElse(0));
        String high = quantity.signed(
                found.stream().mapToDouble(Group.Difference::mean).max().orElse(0));
        return low.equals(high) ? low : low + " … " + high;
    }

    private static String half(Group.Difference difference, Quantity quantity) {
        if (difference.half() == 0) {
            return "";
        }
        String half = difference.half() == Double.POSITIVE_INFINITY
                ? "one pair only"
                : "±" + quantity.text(difference.half());
        return difference.isResolved() ? half : "not resolved, " + half;
    }

    private static String pairsTitle(List<Group.Difference> found, String dumps) {
        long pairs = found.stream().mapToLong(Group.Difference::pairs).sum();
        return (found.size() == 1 ? "mean over " : "smallest and largest mean of " + found.size() + " cells; ")
                + pairs
                + (pairs == 1 ? " pair; " : " pairs; ")
                + dumps;
    }
}
