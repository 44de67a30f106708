package dev.kdumpstop.api.delivery;

import org.apiguardian.api.API;

/**
 * A sub-architecture's way to send. Pure: the same request gets an equal plan; no waiting, no registers, no state.
 *
 * <pre>{@code
 * // Written as a driver's routines, so that all kinds of targets are answered:
 * IpiDelivery delivery = (IpiRoutines) (cpus, request) -> IcrPrograms.logicalMask(cpus, request.vector());
 * delivery.planFor(request) instanceof IcrProgram; // true
 * }</pre>
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IpiDelivery {
    /** What the kernel would write for this request. */
    DeliveryPlan planFor(IpiRequest request);
}
