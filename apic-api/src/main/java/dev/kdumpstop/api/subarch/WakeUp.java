package dev.kdumpstop.api.subarch;

import org.apiguardian.api.API;

/**
 * How a kernel starts its other CPUs (kernel-facts 2.2, 5).
 *
 * <pre>{@code
 * SubArchitectureFacts facts = SubArchitectureFacts.none().with(WakeUp.NMI);
 * facts.rows().get("AP wake-up"); // NMI
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum WakeUp {
    /** INIT, then STARTUP twice. */
    INIT_STARTUP("INIT/STARTUP"),
    /** An NMI to the logical id, ICR C00H. */
    NMI("NMI"),
    /** A word in the mailbox of the service processor. */
    MIP_MAILBOX("MIP mailbox"),
    /** An inter-processor interrupt of the machine's own controller, level 0. */
    CPI("boot CPI 0");

    private final String words;

    WakeUp(String words) {
        this.words = words;
    }

    /** The name as people write it. */
    public String words() {
        return words;
    }
}
