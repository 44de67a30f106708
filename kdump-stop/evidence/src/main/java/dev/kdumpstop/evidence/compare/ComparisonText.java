package dev.kdumpstop.evidence.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Comparisons for people: a block of lines for each file, and some about all. No line is wider than {@link #WIDTH}. */
public final class ComparisonText {
    /** Columns at most, but for file names and problems that are longer by themselves. */
    public static final int WIDTH = 100;

    private static final String INDENT = "  ";
    private static final int LABEL = 11;

    private final List<String> lines = new ArrayList<>();

    private ComparisonText() {}

    /** The block of one file. */
    public static List<String> of(Comparison comparison) {
        ComparisonText text = new ComparisonText();
        text.add(comparison);
        return text.lines;
    }

    private void add(Comparison comparison) {
        lines.add(comparison.source().getFileName() + ": " + status(comparison));
        comparison.problems().forEach(problem -> lines.add(INDENT + problem));
        if (comparison.status() == Comparison.Status.BROKEN) {
            return;
        }
        addSet(comparison);
        comparison.nearest().ifPresent(this::addNearest);
        if (comparison.status() == Comparison.Status.EXPLAINED) {
            labelled("header", header(comparison.header()));
        }
        labelled("evidence", evidence(comparison));
        comparison.takenForGranted().forEach(taken -> labelled("assumed", taken));
        comparison.undecided().forEach(open -> labelled("open", open));
        comparison.support().forEach(support -> labelled("hint", support));
        List<String> noise = new ArrayList<>();
        comparison.noise().forEach((rule, count) -> noise.add(rule + " " + count));
        if (!noise.isEmpty()) {
            labelled("left out", String.join("; ", noise));
        }
    }

    private static String status(Comparison comparison) {
        StringBuilder status = new StringBuilder(comparison.status().words());
        Set<String> headlines = new LinkedHashSet<>();
        comparison
                .explanations()
                .forEach(explanation -> headlines.add(explanation.headline().name()));
        headlines.forEach(headline -> status.append(", ").append(headline));
        comparison.peculiarities().forEach(kind -> status.append(", ").append(kind.words()));
        return status.toString();
    }

    // --- parts
    // -----------------------------------------------------------------------------------------------------

    /** What differs only by sub-architecture, releases or procedure stands together. */
    private void addSet(Comparison comparison) {
        Map<List<String>, Set<String>> kernels = new LinkedHashMap<>();
        for (Explanation explanation : comparison.explanations()) {
            List<String> rest = new ArrayList<>();
            rest.add(explanation.procedureId());
            rest.add(explanation.shorthand().words()
                    + (explanation.assumptions().isEmpty()
                            ? ""
                            : "; if " + String.join("; ", explanation.assumptions())));
            kernels.computeIfAbsent(rest, key -> new LinkedHashSet<>())
                    .add(explanation.subArchitecture() + " (" + Releases.words(explanation.releases()) + ")");
        }
        Map<List<Object>, Set<String>> procedures = new LinkedHashMap<>();
        kernels.forEach((key, names) -> procedures
                .computeIfAbsent(List.of(names, key.get(1)), same -> new LinkedHashSet<>())
                .add(key.get(0)));
        kernels.forEach((key, names) -> {
            Set<String> same = procedures.remove(List.<Object>of(names, key.get(1)));
            if (same != null) {
                String text = String.join(" or ", names) + ", " + String.join(" or ", same) + ", " + key.get(1);
                wrapped(INDENT, INDENT + INDENT, text);
            }
        });
    }

    private void addNearest(Comparison.Nearest nearest) {
        Explanation explanation = nearest.explanation();
        String assumed = String.join("; ", explanation.assumptions());
        labelled(
                "nearest",
                explanation.subArchitecture() + " (" + Releases.words(explanation.releases()) + "), "
                        + explanation.procedureId() + ", "
                        + explanation.shorthand().words()
                        + (assumed.isEmpty() ? "" : "; if " + assumed) + ": "
                        + Words.count(nearest.differences(), "difference", "differences"));
        Difference first = nearest.first();
        labelled(
                "first",
                "line " + first.line() + (first.cpu() < 0 ? "" : ", CPU " + first.cpu()) + "; recorded | predicted");
        List<String> left = wrap(first.recorded(), WIDTH / 2 - LABEL - 2);
        List<String> right = wrap(first.predicted(), WIDTH / 2 - 4);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String recorded = i < left.size() ? left.get(i) : "";
            String predicted = i < right.size() ? right.get(i) : "";
            lines.add(String.format(
                            Locale.ROOT,
                            "%s%" + LABEL + "s%-" + (WIDTH / 2 - LABEL) + "s | %s",
                            INDENT,
                            "",
                            recorded,
                            predicted)
                    .stripTrailing());
        }
    }

    private static String header(HeaderCheck header) {
        return switch (header.verdict()) {
            case SAYS_NOTHING -> "says nothing";
            case AGREES -> "agrees: " + header.says();
            case DISAGREES -> "DISAGREES: it says " + header.says();
        };
    }

    private static String evidence(Comparison comparison) {
        Comparison.Evidence evidence = comparison.evidence();
        List<String> parts = new ArrayList<>();
        if (evidence.cpus() > 0) {
            parts.add(Words.count(evidence.cpus(), "CPU", "CPUs"));
        }
        parts.add(Words.count(evidence.accesses(), "access", "accesses") + " of local APICs, of which "
                + Words.count(evidence.stopWrites(), "stop command", "stop commands") + " and "
                + Words.count(evidence.polls(), "poll", "polls"));
        parts.add(evidence.takersRecorded() ? evidence.taken() + " taken" : "takers not recorded");
        if (evidence.ioApicWrites() > 0) {
            parts.add(Words.count(evidence.ioApicWrites(), "I/O APIC write", "I/O APIC writes"));
        }
        return String.join("; ", parts);
    }

    private void labelled(String label, String text) {
        String lead = INDENT + label + " ".repeat(LABEL - label.length());
        wrapped(lead, " ".repeat(lead.length()), text);
    }

    private void wrapped(String first, String others, String text) {
        String lead = first;
        for (String line : wrap(text, WIDTH - others.length())) {
            lines.add(lead + line);
            lead = others;
        }
    }

    private static List<String> wrap(String text, int width) {
        List<String> wrapped = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                wrapped.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        wrapped.add(line.toString());
        return wrapped;
    }

    // --- all files
    // -------------------------------------------------------------------------------------------------

    /** Counts over all of them: how many are explained, of which class they are, how many headers agree. */
    public static List<String> summary(List<Comparison> comparisons) {
        Map<Comparison.Status, Integer> status = new EnumMap<>(Comparison.Status.class);
        Map<Comparison.Peculiarity, Integer> kinds = new EnumMap<>(Comparison.Peculiarity.class);
        int agrees = 0;
        int asked = 0;
        for (Comparison comparison : comparisons) {
            status.merge(comparison.status(), 1, Integer::sum);
            comparison.peculiarities().forEach(kind -> kinds.merge(kind, 1, Integer::sum));
            boolean says = comparison.header().verdict() != HeaderCheck.Verdict.SAYS_NOTHING;
            asked += says ? 1 : 0;
            agrees += comparison.header().verdict() == HeaderCheck.Verdict.AGREES ? 1 : 0;
        }
        List<String> parts = new ArrayList<>();
        status.forEach((key, count) -> parts.add(count + " " + key.words()));
        List<String> summary = new ArrayList<>();
        summary.add(Words.count(comparisons.size(), "file", "files") + ": " + String.join(", ", parts));
        List<String> classes = new ArrayList<>();
        kinds.forEach((key, count) -> classes.add(count + " " + key.words()));
        if (!classes.isEmpty()) {
            summary.add("of these: " + String.join("; ", classes));
        }
        if (asked > 0) {
            summary.add("what the header says is among the explanations: " + agrees + " of " + asked);
        }
        return summary;
    }
}
