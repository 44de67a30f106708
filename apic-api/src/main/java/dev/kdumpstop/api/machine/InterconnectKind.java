package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * What carries IPI messages (apic-facts section 2).
 *
 * <pre>{@code
 * InterconnectKind.of(ApicGeneration.P6, ApicMode.XAPIC).id(); // apic-bus
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum InterconnectKind {
    /** 3-wire APIC bus: one message at a time, refusals and absent targets are retried by hardware (SDM 10.10, 10.13). */
    APIC_BUS("apic-bus"),
    /** Front-side bus and its successors in xAPIC mode: messages run in parallel; no acceptance answer is documented. */
    FRONT_SIDE_BUS("front-side-bus"),
    /** x2APIC fabric: no delivery status, senders never wait (SDM 10.12.9). */
    X2APIC_FABRIC("x2apic-fabric"),
    /** A hypervisor's emulation: the send is a trap and is delivered before it returns; delivery status reads 0. */
    INSTANT("instant");

    private final String id;

    InterconnectKind(String id) {
        this.id = id;
    }

    /** The name users type. */
    public String id() {
        return id;
    }

    /** What a machine of this generation and mode has. */
    public static InterconnectKind of(ApicGeneration generation, ApicMode mode) {
        if (mode == ApicMode.X2APIC) {
            return X2APIC_FABRIC;
        }
        return generation.hasApicBus() ? APIC_BUS : FRONT_SIDE_BUS;
    }
}
