package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/** A machine type of 2.6.21 with a directory of its own ({@code mach-*}), described for {@link I386#MACHINE_TYPES}. */
abstract class MachineType implements SubArchitecture, CurrentSpi {
    private final SubArchitectureName name;
    private final String summary;
    private final List<String> sources;

    MachineType(String name, String summary, String... sources) {
        this.name = SubArchitectureName.of("i386/" + name);
        this.summary = summary;
        this.sources = List.of(sources);
    }

    @Override
    public final SubArchitectureName name() {
        return name;
    }

    @Override
    public final String summary() {
        return summary;
    }

    @Override
    public final List<String> sources() {
        return sources;
    }

    @Override
    public final ReleaseRange releases() {
        return I386.MACHINE_TYPES;
    }

    @Override
    public final Compatibility supports(MachineSpec machine) {
        Requirements requirements = I386.requirements(machine)
                .release(releases(), "what " + name.name() + " writes there is not described");
        require(requirements, machine);
        return requirements.result();
    }

    /** What this machine type asks beyond the release; nothing unless overridden. */
    void require(Requirements requirements, MachineSpec machine) {}

    @Override
    public List<RegisterStep> ownIdRead(MachineSpec machine) {
        return I386.ownIdRead(machine, false);
    }
}
