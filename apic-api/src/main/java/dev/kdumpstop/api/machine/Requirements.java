package dev.kdumpstop.api.machine;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Collects what a sub-architecture asks of a machine, so that a refusal names every reason at once, in the same words.
 *
 * <pre>{@code
 * Compatibility answer = Requirements.of(machine)
 *         .architecture(Architecture.X86_64)
 *         .that(machine.cpuCount() <= 4, "the board has 4 sockets")
 *         .result(); // needs an x86_64 kernel, this one is i386; the board has 4 sockets
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Requirements {
    private final MachineSpec machine;
    private final List<String> reasons = new ArrayList<>();

    private Requirements(MachineSpec machine) {
        this.machine = machine;
    }

    /** Nothing is asked yet. */
    public static Requirements of(MachineSpec machine) {
        return new Requirements(machine);
    }

    /** A kernel of this architecture. */
    public Requirements architecture(Architecture wanted) {
        return that(
                machine.architecture() == wanted,
                "needs an " + wanted.id() + " kernel, this one is "
                        + machine.architecture().id());
    }

    /**
     * A release of this range whose senders are described ({@link LinuxEra}).
     *
     * @param range the releases that have the driver
     * @param outside what happened to the driver, with its source
     */
    public Requirements release(ReleaseRange range, String outside) {
        if (!range.contains(machine.release())) {
            return that(false, "is of kernels " + range + ", not of " + machine.release() + ": " + outside);
        }
        return that(
                LinuxEra.of(machine.release()).isPresent(),
                "how " + machine.release() + " sends IPIs is not described; described are " + LinuxEra.EARLY.releases()
                        + ", and " + LinuxEra.TODAY.releases());
    }

    /** Local APICs in this mode. */
    public Requirements mode(ApicMode wanted) {
        return that(
                machine.mode() == wanted,
                wanted == ApicMode.X2APIC
                        ? "needs x2APIC mode, this machine's APICs are in xAPIC mode"
                        : "needs xAPIC mode, this machine's APICs are in x2APIC mode");
    }

    /** Anything else; {@code reason} is given if it is not met. */
    public Requirements that(boolean met, String reason) {
        if (!met) {
            reasons.add(reason);
        }
        return this;
    }

    /** Yes if everything was met. */
    public Compatibility result() {
        return Compatibility.unless(reasons);
    }
}
