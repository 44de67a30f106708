package dev.kdumpstop.api.fault;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A named fault with options; a {@link java.util.ServiceLoader} service. A scenario is one fault or several together.
 *
 * <pre>{@code
 * public final class LateNmi implements FaultProvider {
 *     @Override public String id() { return "late-nmi"; }
 *     @Override public String summary() { return "A watchdog's NMI hits the crashing CPU 1 ms after the crash"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public FaultClass faultClass() { return FaultClass.MECHANISM; }
 *     @Override public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
 *         PrimitiveChange nmi = new PrimitiveChange.RaiseNmi(context.crashingCpu().number());
 *         return List.of(ScheduledChange.at(Picoseconds.MILLISECOND, nmi));
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FaultProvider extends Extension {
    /** How it is modelled. */
    FaultClass faultClass();

    /**
     * The schedule of this fault.
     *
     * @throws IllegalArgumentException if the options make no sense on this machine; the message says why
     */
    List<ScheduledChange> schedule(FaultContext context, OptionValues options);
}
