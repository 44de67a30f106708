package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.MachineSpec;
import org.apiguardian.api.API;

/**
 * The kernel's own rule for choosing a sub-architecture; a {@link java.util.ServiceLoader} service.
 *
 * <pre>{@code
 * public final class OneDriver implements SubArchitectureSelector {
 *     @Override public String id() { return "one-driver"; }
 *     @Override public String summary() { return "A kernel that has only the flat driver"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public boolean appliesTo(MachineSpec machine) { return machine.boot().has("one-driver"); }
 *     @Override public Selection select(MachineSpec machine, SubArchitectures installed) {
 *         return new SelectionTrail(installed).note("there is no other driver").choose("x86_64/flat");
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface SubArchitectureSelector extends Extension {

    /** Whether this rule belongs to the machine's architecture and release. */
    boolean appliesTo(MachineSpec machine);

    /** What that kernel picks on this machine. */
    Selection select(MachineSpec machine, SubArchitectures installed);
}
