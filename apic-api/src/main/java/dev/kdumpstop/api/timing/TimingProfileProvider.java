package dev.kdumpstop.api.timing;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionValues;
import org.apiguardian.api.API;

/**
 * A named timing profile with options; a {@link java.util.ServiceLoader} service.
 *
 * <pre>{@code
 * public final class Guess implements TimingProfileProvider {
 *     @Override public String id() { return "guess"; }
 *     @Override public String summary() { return "Everything takes a microsecond"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public TimingProfile create(OptionValues options) {
 *         TimingValue guess = new TimingValue(Picoseconds.MICROSECOND, Provenance.ASSUMED, "nobody has measured it");
 *         Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
 *         List.of(TimingParameter.values()).forEach(parameter -> values.put(parameter, guess));
 *         return new TimingProfile(id(), values);
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface TimingProfileProvider extends Extension {
    /** The numbers. */
    TimingProfile create(OptionValues options);
}
