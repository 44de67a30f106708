package dev.kdumpstop.experiments.run;

import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.plan.Settings;
import java.util.Map;

/**
 * Where a cell's dice stand: for each purpose at the settings it depends on, with the values they have in the end. Names of cases,
 * solutions, wait policies and what is compared or kept are none of these, so that solutions meet the same dice.
 */
final class Place {
    private Place() {}

    /** Faults: the machine, who crashes, the scenario. */
    static Dice ofFaults(CellSpec cell) {
        Dice dice = of(cell, "faults", Settings.MACHINE);
        for (String setting : new String[] {Settings.CRASHING_CPU, Settings.SCENARIO}) {
            dice = dice.child(setting).child(cell.setting(setting, ""));
        }
        return dice;
    }

    /** Numbers of the timing profile: the experiment alone; each number has a stream of its name. */
    static Dice ofTiming(CellSpec cell) {
        return Dice.of(cell.seed()).child(cell.experiment()).child("timing");
    }

    /** Traffic: the machine and the traffic's own settings. */
    static Dice ofTraffic(CellSpec cell) {
        Dice dice = of(cell, "traffic", Settings.MACHINE);
        return below(dice, cell, Settings.TRAFFIC);
    }

    private static Dice of(CellSpec cell, String purpose, String prefix) {
        return below(Dice.of(cell.seed()).child(cell.experiment()).child(purpose), cell, prefix);
    }

    private static Dice below(Dice from, CellSpec cell, String prefix) {
        Dice dice = from;
        for (Map.Entry<String, String> setting : cell.below(prefix).entrySet()) {
            dice = dice.child(prefix + setting.getKey()).child(setting.getValue());
        }
        return dice;
    }
}
