package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/** What the procedures of systems other than Linux have in common. */
final class OtherSystems {
    /** Any release that a sub-architecture is described for: it decides nothing but how the APICs are set up. */
    static final ReleaseRange RELEASES = ReleaseRange.from("2.6.21");

    /** One write per CPU with its physical id, whatever the vector; in x2APIC mode too. */
    static final List<SubArchitectureName> PHYSICAL =
            List.of(SubArchitectureName.of("x86_64/physflat"), SubArchitectureName.of("x86_64/x2apic-phys"));

    private OtherSystems() {}

    static Compatibility supports(String system, MachineSpec machine) {
        return machine.architecture() == Architecture.X86_64
                ? Compatibility.yes()
                : Compatibility.no(system + " is described for x86_64 only, this machine is "
                        + machine.architecture().id());
    }
}
