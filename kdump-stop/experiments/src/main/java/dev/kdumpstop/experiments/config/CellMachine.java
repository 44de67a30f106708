package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.Optional;

/**
 * The machine of a cell and who is on it. What is not said is chosen so that the cell's sub-architecture can be on it, as on the
 * command line.
 *
 * @param spec the machine
 * @param subArchitecture the one named; empty for the kernel's own choice
 * @param crashingCpu the CPU that crashes
 * @param changed what had to be chosen otherwise than for a plain machine, in words
 */
public record CellMachine(MachineSpec spec, Optional<String> subArchitecture, int crashingCpu, String changed) {

    /** @throws IllegalArgumentException if the machine cannot be, or not with this sub-architecture */
    public static CellMachine of(Installed installed, CellSpec cell) {
        MachineFile file = MachineFile.of(cell.below(Settings.MACHINE));
        int crashing = file.crashingCpu().orElse(0);
        String given = cell.setting(Settings.CRASHING_CPU, "");
        if (!given.isEmpty()) {
            crashing = Integer.parseInt(given);
        }
        String name = cell.setting(Settings.SUBARCH, "");
        if (name.isEmpty()) {
            return new CellMachine(file.machine().spec(), Optional.empty(), crashing, "");
        }
        SubArchitecture chosen = installed.get(ExtensionPoint.SUB_ARCHITECTURE, name);
        MachineDescription description = file.machine();
        if (description
                .architecture()
                .filter(said -> said != chosen.name().architecture())
                .isPresent()) {
            throw new IllegalArgumentException(name + " cannot be on this machine: its architecture is "
                    + description.architecture().get().id());
        }
        MachineDescription.Fit fit = description.fit(chosen, description.releaseFor(chosen));
        if (!fit.compatibility().isSupported()) {
            throw new IllegalArgumentException(name + " cannot be on this machine: " + fit.compatibility());
        }
        return new CellMachine(fit.machine(), Optional.of(name), crashing, fit.changed());
    }
}
