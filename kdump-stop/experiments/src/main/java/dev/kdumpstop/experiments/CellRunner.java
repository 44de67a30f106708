package dev.kdumpstop.experiments;

/**
 * Runs a cell. Pure: the same cell gives an equal result, whoever runs it, alone or among others.
 *
 * <p>Implementations may be used by several threads at once.
 */
@FunctionalInterface
public interface CellRunner {
    /** What the cell comes to; what goes wrong in it is in the result, not thrown. */
    CellResult run(CellSpec cell);
}
