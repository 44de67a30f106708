package dev.kdumpstop.api.stop;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A named stop procedure with options; a {@link java.util.ServiceLoader} service.
 *
 * <pre>{@code
 * public final class RestartAtOnce implements StopProcedureProvider {
 *     @Override public String id() { return "restart-at-once"; }
 *     @Override public String summary() { return "Stops nobody and restarts"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public ReleaseRange releases() { return ReleaseRange.from("2.6.21"); }
 *     @Override public Compatibility supports(MachineSpec machine) { return Compatibility.yes(); }
 *     @Override public StopProcedure create(MachineSpec machine, OptionValues options) {
 *         return new StopProcedure(id(), List.of(new StopStep.Restart()), Map.of());
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StopProcedureProvider extends Extension {
    /** The system of procedures that say nothing else. */
    String LINUX = "linux";

    /** The releases in which kernels do it this way. */
    ReleaseRange releases();

    /** Whether the kernel on this machine does it this way. */
    Compatibility supports(MachineSpec machine);

    /**
     * The system whose procedure it is, in lower case. One of another system than Linux runs on a machine of any Linux
     * release: the release only decides how the APICs are set up. Unless told otherwise it waits as its system does: by the
     * installed solution of the same system.
     */
    default String system() {
        return LINUX;
    }

    /**
     * The sub-architectures that address CPUs as this procedure's kernel does, the preferred one first; empty if any will do
     * and the kernel's own choice is right.
     */
    default List<SubArchitectureName> subArchitectures() {
        return List.of();
    }

    /**
     * Whether the kernel does it this way only if it is told to, by a boot option: then a family name such as {@code kdump}
     * does not stand for it.
     */
    default boolean isOnRequest() {
        return false;
    }

    /** The steps on this machine. */
    StopProcedure create(MachineSpec machine, OptionValues options);
}
