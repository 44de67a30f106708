package dev.kdumpstop.api.machine;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The two forms in which Linux's IPI senders are described here, with the releases that the descriptions cover. Nothing is
 * claimed of the releases between them: shorthands for NMIs came back and the entry points changed there.
 *
 * <p>Sources: 2.6.21, 2.6.22.19, 2.6.24, 2.6.32.9, 2.6.38-rc5; 5.10.13, 6.1, 6.12, 6.14, 6.19 and recordings of 5.10,
 * 6.1, 6.12 and 7.2 (kernel-facts 0, 4.2, 6).
 *
 * <pre>{@code
 * LinuxEra.of(KernelRelease.of("6.1")); // Optional[TODAY]
 * LinuxEra.of(KernelRelease.of("4.4")); // Optional.empty
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum LinuxEra {
    /** NMIs never by shorthand; each driver decides by itself how to broadcast. */
    EARLY(ReleaseRange.between("2.6.21", "2.6.39")),
    /** {@code apic_send_IPI_allbutself} decides for all drivers, and an NMI may go by shorthand. */
    TODAY(ReleaseRange.from("5.10"));

    private static final LinuxEra[] ALL = values();

    @SuppressWarnings("ImmutableEnumChecker") // a record of records
    private final ReleaseRange releases;

    LinuxEra(ReleaseRange releases) {
        this.releases = releases;
    }

    /** The releases described. */
    public ReleaseRange releases() {
        return releases;
    }

    /** The era of a release; empty if its senders are not described. */
    public static Optional<LinuxEra> of(KernelRelease release) {
        for (LinuxEra era : ALL) {
            if (era.releases.contains(release)) {
                return Optional.of(era);
            }
        }
        return Optional.empty();
    }

    /** Whether the machine's kernel is of this era. */
    public boolean includes(MachineSpec machine) {
        return releases.contains(machine.release());
    }
}
