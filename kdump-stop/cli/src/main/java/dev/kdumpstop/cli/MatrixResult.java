package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A computed matrix; renderers need nothing else.
 *
 * @param release the kernel
 * @param crashingCpu the CPU that crashes
 * @param procedure the stop procedure, by its full name
 * @param captures whether that procedure ends in a capture kernel
 * @param rows sub-architectures, by the way they send
 * @param columns solutions
 * @param scenarios scenarios
 * @param cells by scenario, row and column
 * @param absent sub-architectures that are not in the table, with the reasons
 * @param options every option of the model and its value
 * @param waitPolicy the wait policy that was given, if one was
 * @param timing the timing profile
 * @param assumedCosts how many of its numbers are assumptions
 * @param other what another NMI acceptance does
 */
record MatrixResult(
        KernelRelease release,
        int crashingCpu,
        String procedure,
        boolean captures,
        List<MatrixRow> rows,
        List<MatrixColumn> columns,
        List<MatrixScenario> scenarios,
        List<List<List<MatrixCell>>> cells,
        Map<String, List<String>> absent,
        Optional<WaitPolicy> waitPolicy,
        Map<String, String> options,
        String timing,
        int assumedCosts,
        OtherAcceptance other) {

    /**
     * How much hangs on when a CPU refuses an NMI.
     *
     * @param name the other acceptance
     * @param changed cells that are not the same
     * @param cells cells compared
     * @param noLongerHung cells that hang here and not there
     * @param hungOnlyThere cells that hang there and not here
     */
    record OtherAcceptance(String name, int changed, int cells, int noLongerHung, int hungOnlyThere) {}

    /**
     * A wait policy wherever a solution bounds a wait.
     *
     * @param policy its name, with options
     * @param nowhere the solutions that bound none in any row
     */
    record WaitPolicy(String policy, List<String> nowhere) {
        /** Copies the list. */
        WaitPolicy {
            nowhere = List.copyOf(nowhere);
        }
    }

    /** One cell. */
    MatrixCell cell(int scenario, int row, int column) {
        return cells.get(scenario).get(row).get(column);
    }

    /** Every cell of a column that can be. */
    List<MatrixCell> column(int column) {
        List<MatrixCell> all = new ArrayList<>();
        for (List<List<MatrixCell>> block : cells) {
            for (List<MatrixCell> row : block) {
                if (row.get(column).headline().isPresent()) {
                    all.add(row.get(column));
                }
            }
        }
        return all;
    }

    /** Whether any cell is so. */
    boolean anyCell(Predicate<MatrixCell> predicate) {
        return cells.stream()
                .anyMatch(block -> block.stream().anyMatch(row -> row.stream().anyMatch(predicate)));
    }
}
