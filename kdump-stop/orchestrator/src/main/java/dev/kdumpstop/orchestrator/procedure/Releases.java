package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;

/** The one reason for which a procedure is not a kernel's. */
final class Releases {
    private Releases() {}

    static Compatibility supports(ReleaseRange releases, MachineSpec machine) {
        return releases.contains(machine.release())
                ? Compatibility.yes()
                : Compatibility.no(
                        "kernel " + machine.release() + " does not do it this way; releases " + releases + " do");
    }
}
