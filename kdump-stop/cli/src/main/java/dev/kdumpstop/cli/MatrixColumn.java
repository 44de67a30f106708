package dev.kdumpstop.cli;

/**
 * A solution in a matrix.
 *
 * @param solution the solution with its options
 * @param whatIf whether the release never had it
 * @param shipped which releases had it, in words
 */
record MatrixColumn(String solution, boolean whatIf, String shipped) {
    /** The name, with a mark if the release never had it. */
    String title() {
        return whatIf ? solution + "*" : solution;
    }
}
