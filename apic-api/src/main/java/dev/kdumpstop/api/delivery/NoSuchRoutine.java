package dev.kdumpstop.api.delivery;

import org.apiguardian.api.API;

/**
 * The kernel's driver has no function for this request and the kernel would call address 0: an oops in the middle of the
 * crash path. Seen with bigsmp when shorthands are not allowed (6.1, i386).
 *
 * <pre>{@code
 * IpiDelivery delivery = request -> request.targets() instanceof Targets.AllButSelf
 *         ? new NoSuchRoutine("send_IPI_allbutself", "the driver leaves it NULL")
 *         : IcrPrograms.logicalMask(request.onlineButSelf(), request.vector());
 * delivery.planFor(request) instanceof NoSuchRoutine; // true
 * }</pre>
 *
 * @param routine the missing function pointer
 * @param reason why it is called at all
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NoSuchRoutine(String routine, String reason) implements DeliveryPlan {}
