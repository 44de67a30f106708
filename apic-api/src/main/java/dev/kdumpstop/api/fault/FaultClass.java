package dev.kdumpstop.api.fault;

import org.apiguardian.api.API;

/**
 * How a fault is modelled.
 *
 * <pre>{@code
 * public interface StateFault extends FaultProvider {
 *     @Override
 *     default FaultClass faultClass() {
 *         return FaultClass.STATE;
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum FaultClass {
    /** M: its mechanism is simulated by the machine's general rules. */
    MECHANISM,
    /** S: an initial state, or an outside event with one rule. */
    STATE
}
