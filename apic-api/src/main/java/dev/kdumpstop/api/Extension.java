package dev.kdumpstop.api;

import dev.kdumpstop.api.option.OptionSpec;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What every extension says of itself: a name, a sentence, its options and its sources.
 *
 * <p>Implementations are created by {@link java.util.ServiceLoader} with a public no-argument constructor, hold no state
 * between calls, and answer the same question with an equal value every time.
 *
 * <pre>{@code
 * // Named in META-INF/services/dev.kdumpstop.api.fault.FaultProvider:
 * public final class Nothing implements FaultProvider {
 *     @Override public String id() { return "nothing"; }
 *     @Override public String summary() { return "Nothing is wrong"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public FaultClass faultClass() { return FaultClass.STATE; }
 *     @Override public List<ScheduledChange> schedule(FaultContext context, OptionValues options) { return List.of(); }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Extension {

    /**
     * The name users type: letters, digits, {@code -}, {@code .}, {@code _}; lower case unless the thing is known by
     * another spelling (the RFC's solutions {@code A}, {@code B-1}). Unique for its kind, whatever the case.
     */
    String id();

    /** One sentence without a final full stop, for listings. */
    String summary();

    /** The options this extension takes, in the order in which they are shown; empty unless overridden. */
    default List<OptionSpec> options() {
        return List.of();
    }

    /** Where the facts come from (SDM section, kernel file and release, RFC patch); empty unless overridden. */
    default List<String> sources() {
        return List.of();
    }

    /**
     * The level of the SPI this extension was compiled against: always {@code return ApicSpi.LEVEL;}. It has no default on
     * purpose: the compiler writes the constant into the plug-in, where a default would answer with the host's. A jar with
     * many extensions says it once, in an interface or base class of its own.
     */
    int spiLevel();
}
