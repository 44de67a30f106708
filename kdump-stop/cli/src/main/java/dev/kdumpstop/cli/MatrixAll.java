package dev.kdumpstop.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Everything that is installed, each on a machine of its own.
 *
 * @param rows a matrix with one row for each sub-architecture, by name
 * @param solutions the solutions, the same for all
 * @param scenarios what the scenarios are called whatever the machine
 * @param absent sub-architectures without a machine, with the reasons
 * @param foreign solutions of other systems than Linux, which are not in the table
 * @param refused extensions that cannot be used, with the reasons
 */
record MatrixAll(
        List<Row> rows,
        List<String> solutions,
        List<String> scenarios,
        Map<String, List<String>> absent,
        List<String> foreign,
        List<String> refused) {

    /**
     * One sub-architecture.
     *
     * @param matrix its matrix
     * @param texts by the scenarios' names: what each is on this machine
     * @param picked what the kernel's own rules pick on this machine; empty if no selector knows
     */
    record Row(MatrixResult matrix, Map<String, String> texts, Optional<String> picked) {
        /** Its row in its matrix. */
        MatrixRow row() {
            return matrix.rows().get(0);
        }

        /** A cell; empty if the machine cannot have the scenario. */
        Optional<MatrixCell> cell(String scenario, int solution) {
            for (int i = 0; i < matrix.scenarios().size(); i++) {
                if (matrix.scenarios().get(i).text().equals(texts.get(scenario))) {
                    return Optional.of(matrix.cell(i, 0, solution));
                }
            }
            return Optional.empty();
        }
    }

    /** Whether any cell is so. */
    boolean anyCell(Predicate<MatrixCell> predicate) {
        return rows.stream().anyMatch(row -> row.matrix().anyCell(predicate));
    }

    /** A number of the other acceptance, over all rows. */
    int sum(ToIntFunction<MatrixResult.OtherAcceptance> number) {
        return rows.stream()
                .mapToInt(row -> number.applyAsInt(row.matrix().other()))
                .sum();
    }

    /** How many cells of a solution lose the dump, and the sub-architectures that do. */
    Map<String, Set<String>> losers() {
        Map<String, Set<String>> losers = new LinkedHashMap<>();
        for (int solution = 0; solution < solutions.size(); solution++) {
            Set<String> names = new LinkedHashSet<>();
            for (Row row : rows) {
                if (row.matrix().column(solution).stream().anyMatch(MatrixCell::isLost)) {
                    names.add(row.row().name().toString());
                }
            }
            losers.put(solutions.get(solution), names);
        }
        return losers;
    }
}
