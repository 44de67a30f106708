package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Settings;
import java.util.Optional;

/** A solution, and the wait policy that takes the place of its bounded waits; empty texts for what was not given. */
record Waits(String solution, String policy) {
    static Waits of(CellSpec cell) {
        return new Waits(cell.setting(Settings.SOLUTION, ""), cell.setting(Settings.WAIT_POLICY, ""));
    }

    /** What the cell is compared with, unless that is itself. */
    static Optional<Waits> reference(CellSpec cell) {
        Waits compared =
                new Waits(cell.setting(Settings.REFERENCE, ""), cell.setting(Settings.REFERENCE_WAIT_POLICY, ""));
        return compared.solution().isEmpty() || compared.equals(of(cell)) ? Optional.empty() : Optional.of(compared);
    }
}
