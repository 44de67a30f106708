package dev.kdumpstop.api.timing;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What everything costs on one kind of machine.
 *
 * <pre>{@code
 * Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
 * for (TimingParameter parameter : TimingParameter.values()) {
 *     values.put(parameter, new TimingValue(Picoseconds.MICROSECOND, Provenance.ASSUMED, "nobody has measured it"));
 * }
 * TimingProfile profile = new TimingProfile("guess", values);
 * profile.ps(TimingParameter.ICR_WRITE); // 1000000
 * profile.with(TimingParameter.ICR_WRITE, 5_000).ps(TimingParameter.ICR_WRITE); // 5000
 * }</pre>
 *
 * @param name the provider's id
 * @param values one value for every parameter
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TimingProfile(String name, Map<TimingParameter, TimingValue> values) {

    /** @throws IllegalArgumentException if a parameter has no value */
    public TimingProfile {
        for (TimingParameter parameter : TimingParameter.values()) {
            if (!values.containsKey(parameter)) {
                throw new IllegalArgumentException(
                        "timing profile '" + name + "' has no value for '" + parameter.id() + "'");
            }
        }
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** The duration of a parameter in picoseconds. */
    public long ps(TimingParameter parameter) {
        TimingValue value = values.get(parameter);
        if (value == null) {
            throw new IllegalStateException("no value for " + parameter);
        }
        return value.ps();
    }

    /** The same profile with one number replaced; the replacement is marked as given by the user. */
    public TimingProfile with(TimingParameter parameter, long ps) {
        EnumMap<TimingParameter, TimingValue> copy = new EnumMap<>(values);
        copy.put(parameter, new TimingValue(ps, Provenance.DEFINED, "given by the user"));
        return new TimingProfile(name, copy);
    }
}
