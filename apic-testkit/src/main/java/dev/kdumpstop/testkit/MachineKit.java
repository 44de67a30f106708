package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.List;

/** What the kits of extensions that look at machines have in common. */
abstract class MachineKit<T extends Extension> extends ExtensionKit<T> {
    MachineKit(ExtensionPoint<T> point) {
        super(point);
    }

    /**
     * Machines asked about besides the usual ones; none unless overridden. The usual ones have 1, 2, 8, 9, 64, 255 and 1024
     * CPUs of every generation, with ids one after the other, with gaps and in clusters of four, all on line or not. Whoever
     * needs special firmware or boot options names a machine that has them.
     */
    protected List<MachineSpec> machines() {
        return List.of();
    }

    /** A machine in words, for messages. */
    static String words(MachineSpec machine) {
        return machine.architecture().id() + " " + machine.release() + " on " + MachineWords.of(machine) + ", "
                + machine.generation();
    }
}
