package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The matrix of everything in sentences. The same for text and Markdown. */
final class MatrixAllWords {
    private final MatrixAll all;
    private final MatrixResult first;

    MatrixAllWords(MatrixAll all) {
        this.all = all;
        this.first = all.rows().get(0).matrix();
    }

    /** What is asked. */
    String title() {
        return "Everything installed, each on the largest machine it supports: "
                + (first.captures() ? "is the dump saved?" : "does the crash path come to its end?");
    }

    /** Who crashes. */
    String who() {
        return "CPU " + first.crashingCpu() + " crashes and stops the others by IPI.";
    }

    /** When a CPU refuses an NMI, the other options, and how much hangs on the first. */
    String assumed() {
        MatrixWords words = new MatrixWords(first);
        int changed = all.sum(MatrixResult.OtherAcceptance::changed);
        int better = all.sum(MatrixResult.OtherAcceptance::noLongerHung);
        int worse = all.sum(MatrixResult.OtherAcceptance::hungOnlyThere);
        return words.acceptance() + " (under " + first.other().name() + " " + changed + " of "
                + all.sum(MatrixResult.OtherAcceptance::cells) + " cells change"
                + (better > 0 ? ", " + better + " of them no longer hang" : "")
                + (worse > 0 ? ", " + worse + " of them hang then" : "") + "); " + words.options();
    }

    /** The wait policy that was given, and under which solutions it has nothing to say, whatever the row. */
    Optional<String> waits() {
        return first.waitPolicy().map(waits -> {
            List<String> nowhere = all.solutions().stream()
                    .filter(solution -> all.rows().stream()
                            .allMatch(row -> row.matrix()
                                    .waitPolicy()
                                    .filter(there -> there.nowhere().contains(solution))
                                    .isPresent()))
                    .toList();
            return MatrixWords.waits(waits.policy(), nowhere, all.solutions().size());
        });
    }

    /** The timing profile. */
    String timing() {
        return new MatrixWords(first).timing();
    }

    /** How a row sends: {@code 254x one ICR write per CPU, each after a wait}. */
    static String sends(MatrixAll.Row row) {
        return row.row().sending().tag() + " " + row.row().sending().words();
    }

    /** A row's machine, kernel and procedure. */
    static String machine(MatrixAll.Row row) {
        return MachineWords.of(row.row().machine()) + "; Linux " + row.matrix().release() + ", "
                + row.matrix().procedure();
    }

    /** What is peculiar about a row. */
    static List<String> remarks(MatrixAll.Row row) {
        List<String> remarks = new ArrayList<>();
        if (!row.row().lost().isEmpty()) {
            remarks.add("CPUs " + row.row().lost() + " are lost without a word: no command addresses them");
        }
        row.picked()
                .filter(name -> !name.equals(row.row().name().toString()))
                .ifPresent(name -> remarks.add("a kernel that holds several drivers picks " + name + " there"));
        return remarks;
    }

    /** The mark of a solution that the row's release never had. */
    static String mark(MatrixAll.Row row, int solution) {
        return row.matrix().columns().get(solution).whatIf() ? "*" : "";
    }

    /** Who loses what. */
    List<String> reading() {
        Map<Set<String>, List<String>> bySet = new LinkedHashMap<>();
        all.losers()
                .forEach((solution, names) ->
                        bySet.computeIfAbsent(names, key -> new ArrayList<>()).add(solution));
        List<String> reading = new ArrayList<>();
        bySet.forEach((names, solutions) -> reading.add(
                MatrixWords.list(solutions) + " " + sentence(solutions.size() == 1 ? "s" : "", List.copyOf(names))));
        return reading;
    }

    private String sentence(String verb, List<String> names) {
        if (names.isEmpty()) {
            return first.captures()
                    ? "lose" + verb + " no dump in any scenario."
                    : "always come" + verb + " to the end.";
        }
        String who = names.size() == all.rows().size() ? "every sub-architecture" : MatrixWords.list(names);
        return (first.captures() ? "lose" + verb + " the dump" : "never come" + verb + " to the end")
                + " in some scenario with " + who + ".";
    }

    /** The word a finished cell begins with where there is room for it. */
    String word() {
        return first.captures() ? "dump " : "stop ";
    }

    /** What the cells mean; {@code word} is what a finished one begins with. */
    List<String> legend(String word) {
        List<String> legend = new ArrayList<>();
        legend.add(word
                + (first.captures()
                        ? "6/7 1.10s: the capture kernel starts after 1.10 s, 6 of the 7 others are saved."
                        : "6/7 1.10s: the crash path ends after 1.10 s, 6 of the 7 others are stopped."));
        if (all.anyCell(MatrixCell::hangs)) {
            legend.add("HUNG: proved that CPU " + first.crashingCpu() + " waits for ever.");
        }
        legend.add("* what if: the row's release never had that solution.");
        legend.add("Largest: found by asking each sub-architecture, up to " + LargestMachine.MOST
                + " CPUs, with ids one after the other or in clusters of four, by number or by bit.");
        all.absent()
                .forEach((name, reasons) ->
                        legend.add("Not in the table: " + name + " (" + String.join("; ", reasons) + ")."));
        if (!all.foreign().isEmpty()) {
            legend.add("Not in the table: " + MatrixWords.list(all.foreign()) + ", what other systems do.");
        }
        all.refused().forEach(problem -> legend.add("Refused: " + problem + (problem.endsWith("?") ? "" : ".")));
        return legend;
    }
}
