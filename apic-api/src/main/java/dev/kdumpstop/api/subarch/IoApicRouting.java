package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import org.apiguardian.api.API;

/**
 * How a kernel fills the entries of its I/O APICs.
 *
 * <pre>{@code
 * IoApicRouting routing = IoApicRouting.lowestPriority("all online CPUs");
 * SubArchitectureFacts.none().with(routing).rows().get("INT_DELIVERY_MODE"); // LowestPrio
 * }</pre>
 *
 * @param deliveryMode {@code INT_DELIVERY_MODE}: fixed or lowest priority
 * @param destinationMode {@code INT_DEST_MODE}; may differ from that of IPIs
 * @param targetCpus {@code TARGET_CPUS}, in words
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IoApicRouting(DeliveryMode deliveryMode, DestinationMode destinationMode, String targetCpus) {

    /** Lowest priority to a logical destination. */
    public static IoApicRouting lowestPriority(String targetCpus) {
        return new IoApicRouting(DeliveryMode.LOWEST_PRIORITY, DestinationMode.LOGICAL, targetCpus);
    }

    /** Fixed to a physical destination. */
    public static IoApicRouting fixed(String targetCpus) {
        return new IoApicRouting(DeliveryMode.FIXED, DestinationMode.PHYSICAL, targetCpus);
    }
}
