package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.MachineSpec;
import org.apiguardian.api.API;

/** The kernel's own rule for choosing a sub-architecture; a {@link java.util.ServiceLoader} service. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface SubArchitectureSelector extends Extension {

    /** Whether this rule belongs to the machine's architecture and release. */
    boolean appliesTo(MachineSpec machine);

    /** What that kernel picks on this machine. */
    Selection select(MachineSpec machine, SubArchitectures installed);
}
