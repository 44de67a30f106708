package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.words.MachineWords;
import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A matrix in sentences: what stands above and below the table. The same for text and Markdown. */
final class MatrixWords {
    private final MatrixResult matrix;
    private final Map<List<String>, Integer> footnotes = new LinkedHashMap<>();

    MatrixWords(MatrixResult matrix) {
        this.matrix = matrix;
        for (List<List<MatrixCell>> block : matrix.cells()) {
            for (List<MatrixCell> row : block) {
                row.stream().filter(cell -> !cell.reasons().isEmpty()).forEach(cell -> footnote(cell.reasons()));
            }
        }
        matrix.rows().stream()
                .map(this::peculiarities)
                .filter(list -> !list.isEmpty())
                .forEach(this::footnote);
    }

    private int footnote(List<String> reasons) {
        return footnotes.computeIfAbsent(reasons, key -> footnotes.size() + 1);
    }

    /** The mark of a cell that cannot be, {@code [1]}. */
    String mark(MatrixCell cell) {
        return cell.reasons().isEmpty() ? "" : "[" + footnote(cell.reasons()) + "]";
    }

    /** The mark of a row that is not like the others. */
    String mark(MatrixRow row) {
        List<String> peculiarities = peculiarities(row);
        return peculiarities.isEmpty() ? "" : " [" + footnote(peculiarities) + "]";
    }

    private List<String> peculiarities(MatrixRow row) {
        List<String> peculiarities = new ArrayList<>();
        if (!row.changed().isEmpty()) {
            peculiarities.add("computed on a machine " + row.changed());
        }
        if (!row.lost().isEmpty()) {
            peculiarities.add((row.lost().size() == 1 ? "CPU " : "CPUs ") + row.lost()
                    + (row.lost().size() == 1 ? " is" : " are")
                    + " lost without a word: no command of this sub-architecture addresses "
                    + (row.lost().size() == 1 ? "it" : "them"));
        }
        return peculiarities;
    }

    /** Footnotes in order, with their numbers. */
    List<String> footnotes() {
        return footnotes.entrySet().stream()
                .map(entry -> "[" + entry.getValue() + "] " + String.join("; ", entry.getKey()))
                .toList();
    }

    /** What is asked. */
    String title() {
        return "CPU " + matrix.crashingCpu() + " crashes and stops the others by IPI: "
                + (matrix.captures() ? "is the dump saved?" : "does it come to its end?");
    }

    /** The machine and the kernel in a line. */
    String machine() {
        return MachineWords.of(matrix.rows().get(0).machine()) + "; Linux " + matrix.release() + ", "
                + matrix.procedure();
    }

    /** When a CPU refuses an NMI: much hangs on it, so it is named first. */
    String acceptance() {
        String acceptance = String.valueOf(matrix.options().get("nmi-acceptance"));
        return "nmi-acceptance " + acceptance + ": " + words(acceptance);
    }

    /** What an NMI acceptance means. */
    static String words(String acceptance) {
        return switch (acceptance) {
            case "retry-while-in-nmi" -> "a CPU in an NMI handler refuses NMIs, as the RFC reports";
            case "retry-when-latch-full" -> "a CPU in an NMI handler refuses a second NMI";
            default -> "a CPU never refuses an NMI, as the SDM says";
        };
    }

    /** How many cells change under another NMI acceptance. */
    String otherAcceptance() {
        MatrixResult.OtherAcceptance other = matrix.other();
        String text = "(under " + other.name() + " " + other.changed() + " of " + other.cells() + " cells change";
        if (other.noLongerHung() > 0) {
            text += ", " + other.noLongerHung() + " of them no longer hang";
        }
        if (other.hungOnlyThere() > 0) {
            text += ", " + other.hungOnlyThere() + " of them hang then";
        }
        return text + ")";
    }

    /** The other options of the model, and the timing. */
    String options() {
        Map<String, String> rest = new TreeMap<>(matrix.options());
        rest.remove("nmi-acceptance");
        List<String> parts = new ArrayList<>();
        rest.forEach((name, value) -> parts.add(name + " " + value));
        return String.join(", ", parts);
    }

    /** The wait policy that was given, and under which solutions it has nothing to say. */
    Optional<String> waits() {
        return matrix.waitPolicy()
                .map(waits ->
                        waits(waits.policy(), waits.nowhere(), matrix.columns().size()));
    }

    /** The same of some solutions, {@code all} of them together. */
    static String waits(String policy, List<String> nowhere, int all) {
        String where = nowhere.isEmpty()
                ? ""
                : nowhere.size() == all
                        ? "; IN FORCE NOWHERE: none of these solutions bounds a wait"
                        : "; in force nowhere with " + list(nowhere);
        return "wait policy " + policy + " wherever the solution bounds a wait" + where;
    }

    /** The timing profile, and how far its numbers can be trusted. */
    String timing() {
        return matrix.timing()
                + (matrix.assumedCosts() == 0 ? "" : "; " + matrix.assumedCosts() + " of its numbers are ASSUMED");
    }

    /** What is not in the table and why; those with the same reasons together. */
    List<String> absent() {
        Map<List<String>, List<String>> byReasons = new LinkedHashMap<>();
        matrix.absent()
                .forEach((name, reasons) -> byReasons
                        .computeIfAbsent(reasons, key -> new ArrayList<>())
                        .add(name));
        return byReasons.entrySet().stream()
                .map(entry -> "Not in the table: " + String.join(", ", entry.getValue()) + " ("
                        + String.join("; ", entry.getKey()) + ").")
                .toList();
    }

    /** The ways of sending, each with the sub-architectures that send so; with or without the marks of these. */
    List<String> sending(boolean marks) {
        Map<String, List<String>> ways = new LinkedHashMap<>();
        for (MatrixRow row : matrix.rows()) {
            if (row.possible()) {
                ways.computeIfAbsent(
                                String.format(
                                        Locale.ROOT,
                                        "%-3s %s",
                                        row.sending().tag(),
                                        row.sending().words()),
                                key -> new ArrayList<>())
                        .add(row.name() + (marks ? mark(row) : ""));
            }
        }
        return ways.entrySet().stream()
                .map(way -> way.getKey() + ": " + String.join(", ", way.getValue()))
                .toList();
    }

    /** What the words in the cells mean; only those that occur. */
    List<String> legend(boolean wordy) {
        List<String> legend = new ArrayList<>();
        int asked = matrix.rows().stream()
                .mapToInt(row -> row.machine().maps().online().size() - 1)
                .max()
                .orElse(0);
        String count = Math.max(0, asked - 1) + "/" + asked;
        String of = Math.max(0, asked - 1) + " of the " + asked + " others";
        legend.add(
                matrix.captures()
                        ? (wordy ? "dump " : "") + count + " 1.10s: the capture kernel starts after 1.10 s, " + of
                                + " are saved."
                        : (wordy ? "stop " : "") + count + " 1.10s: the crash path ends after 1.10 s, " + of
                                + " are stopped.");
        for (Headline headline : Headline.values()) {
            if (!headline.isFinished() && matrix.anyCell(cell -> cell.headline().equals(Optional.of(headline)))) {
                legend.add(
                        switch (headline) {
                            case HUNG ->
                                "HUNG: proved that CPU " + matrix.crashingCpu() + " waits for ever"
                                        + (matrix.captures() ? "; the dump is lost." : ".");
                            case CRASH_PATH_FAILED -> "FAILED: " + HeadlineWords.of(headline, matrix.captures()) + ".";
                            case MACHINE_RESET -> "RESET: " + HeadlineWords.of(headline, matrix.captures()) + ".";
                            default -> headline.name() + ": " + headline.words() + ".";
                        });
            }
        }
        whatIf().ifPresent(legend::add);
        return legend;
    }

    private Optional<String> whatIf() {
        List<String> never = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (MatrixColumn column : matrix.columns()) {
            if (column.whatIf() && column.shipped().isEmpty()) {
                never.add(column.solution());
            } else if (column.whatIf()) {
                elsewhere.add(column.solution() + " was in " + column.shipped());
            }
        }
        if (never.isEmpty() && elsewhere.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        if (!never.isEmpty()) {
            parts.add(list(never) + (never.size() == 1 ? " was" : " were") + " only proposed");
        }
        parts.addAll(elsewhere);
        return Optional.of("* what if: " + matrix.release() + " never had it (" + String.join("; ", parts) + ").");
    }

    /** The table read aloud: who loses what, and what the others pay. */
    List<String> reading() {
        Map<String, List<String>> bySentence = new LinkedHashMap<>();
        for (int column = 0; column < matrix.columns().size(); column++) {
            bySentence
                    .computeIfAbsent(sentence(column), key -> new ArrayList<>())
                    .add(matrix.columns().get(column).solution());
        }
        List<String> reading = new ArrayList<>();
        bySentence.forEach((sentence, solutions) -> {
            String verb = solutions.size() == 1 ? "s" : "";
            reading.add(list(solutions) + " " + sentence.replace("@", verb));
        });
        return reading;
    }

    /** What is said of a column; {@code @} stands for the s of the verb. */
    private String sentence(int column) {
        List<MatrixCell> cells = matrix.column(column);
        long lost = cells.stream().filter(MatrixCell::isLost).count();
        long slowest = cells.stream()
                .mapToLong(cell -> cell.finishedAfterPs().orElse(0))
                .max()
                .orElse(0);
        String end = matrix.captures() ? "lose@ the dump" : "never come@ to the end";
        if (lost == 0) {
            return (matrix.captures() ? "lose@ no dump" : "always come@ to the end") + "; the slowest stop takes "
                    + ShortTime.of(slowest) + ".";
        }
        return end + " in " + lost + " of " + cells.size() + " cells: " + where(column) + ".";
    }

    /** The rows that are lost and the scenarios in which they are; the same rows are named once. */
    private String where(int column) {
        Set<Integer> everywhere = new LinkedHashSet<>();
        for (int row = 0; row < matrix.rows().size(); row++) {
            int lost = 0;
            for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
                lost += matrix.cell(scenario, row, column).isLost() ? 1 : 0;
            }
            if (lost > 1 && lost == matrix.scenarios().size()) {
                everywhere.add(row);
            }
        }
        List<String> parts = new ArrayList<>();
        if (!everywhere.isEmpty()) {
            parts.add(list(everywhere.stream()
                            .map(row -> matrix.rows().get(row).name().toString())
                            .toList())
                    + " everywhere");
        }
        Map<String, List<String>> scenarios = new LinkedHashMap<>();
        for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
            String rows = lostRows(scenario, column, everywhere);
            if (!rows.isEmpty()) {
                scenarios
                        .computeIfAbsent(rows, key -> new ArrayList<>())
                        .add(matrix.scenarios().get(scenario).text());
            }
        }
        scenarios.forEach((rows, texts) -> parts.add(rows + " in " + list(texts)));
        return String.join("; ", parts);
    }

    /** The rows lost in a scenario, but for some. */
    private String lostRows(int scenario, int column, Set<Integer> but) {
        List<String> names = new ArrayList<>();
        Set<MatrixRow.Sending> lost = new LinkedHashSet<>();
        Set<MatrixRow.Sending> kept = new LinkedHashSet<>();
        for (int row = 0; row < matrix.rows().size(); row++) {
            MatrixCell cell = matrix.cell(scenario, row, column);
            if (cell.headline().isEmpty() || but.contains(row)) {
                continue;
            }
            (cell.isLost() ? lost : kept).add(matrix.rows().get(row).sending());
            if (cell.isLost()) {
                names.add(matrix.rows().get(row).name().toString());
            }
        }
        if (names.isEmpty()) {
            return "";
        } else if (kept.isEmpty()) {
            return names.size() == 1 ? names.get(0) : but.isEmpty() ? "all" : "all others";
        }
        boolean byWay = names.size() > 1 && lost.stream().noneMatch(way -> kept.contains(way) || way.fails());
        return byWay ? "all " + list(lost.stream().map(way -> tag(way, kept)).toList()) : list(names);
    }

    /** The tag, and whether it waits if that tells it from others. */
    private static String tag(MatrixRow.Sending way, Set<MatrixRow.Sending> others) {
        boolean alone = others.stream().noneMatch(other -> other.tag().equals(way.tag()));
        return alone ? way.tag() : way.tag() + (way.isWaiting() ? " that wait" : " that do not wait");
    }

    /** What to ask next: the first cell that is lost, else the first that is not complete. */
    Optional<String> next() {
        for (Tone wanted : List.of(Tone.BAD, Tone.PARTIAL)) {
            for (int column = 0; column < matrix.columns().size(); column++) {
                for (int scenario = 0; scenario < matrix.scenarios().size(); scenario++) {
                    for (int row = 0; row < matrix.rows().size(); row++) {
                        if (matrix.cell(scenario, row, column).tone() == wanted) {
                            return Optional.of("kdump-stop stop --subarch "
                                    + matrix.rows().get(row).name() + " --solution "
                                    + matrix.columns().get(column).solution()
                                    + matrix.waitPolicy()
                                            .map(waits -> " --wait-policy " + waits.policy())
                                            .orElse("")
                                    + " --scenario "
                                    + matrix.scenarios().get(scenario).text());
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** {@code a, b and c}. */
    static String list(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
