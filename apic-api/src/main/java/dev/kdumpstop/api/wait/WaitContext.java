package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.icr.DeliveryMode;
import org.apiguardian.api.API;

/**
 * What a solution and a policy may know about a wait.
 *
 * <pre>{@code
 * WaitContext context = new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);
 * context.site(); // ICR_IDLE_BEFORE
 * }</pre>
 *
 * @param purpose why the kernel sends
 * @param mode delivery mode of the command about to be sent, or just sent for a wait after
 * @param vector its vector, 0 to 255; the kernel's NMI_VECTOR is 2 although the ICR then holds 0
 * @param shorthand whether that command uses a destination shorthand
 * @param site where the wait stands
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record WaitContext(Purpose purpose, DeliveryMode mode, int vector, boolean shorthand, WaitSite site) {}
