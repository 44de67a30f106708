package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.plan.Settings;
import java.util.Map;
import java.util.Set;

/** Where a cell's dice stand: at what varies, without what varies between solutions, so that those meet the same dice. */
final class Place {
    private static final Set<String> NOT_IN_THE_DICE =
            Set.of(Settings.SOLUTION, Settings.WAIT_POLICY, Settings.REFERENCE, Settings.REFERENCE_WAIT_POLICY);

    private Place() {}

    static Dice of(CellSpec cell) {
        Dice dice = Dice.of(cell.seed()).child(cell.experiment());
        for (Map.Entry<String, String> variable : cell.variables().entrySet()) {
            if (!NOT_IN_THE_DICE.contains(variable.getKey())) {
                dice = dice.child(variable.getKey()).child(variable.getValue());
            }
        }
        return dice;
    }
}
