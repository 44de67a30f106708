package dev.kdumpstop.core.builtin.timing;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Nothing costs anything but the delays the kernels ask for, which are exact. For results that hold by arithmetic alone. */
@AutoService(TimingProfileProvider.class)
public final class IdealProfile extends BuiltIn implements TimingProfileProvider {
    /** For the service loader. */
    public IdealProfile() {
        super("ideal", "all costs are 0 and delays are exact", List.of());
    }

    @Override
    public TimingProfile create(OptionValues options) {
        Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
        for (TimingParameter parameter : TimingParameter.values()) {
            values.put(parameter, new TimingValue(0, Provenance.DEFINED, "0 by definition"));
        }
        // A clock is no cost: with a tick of 0 a timer could not count.
        values.put(
                TimingParameter.APIC_TIMER_TICK,
                new TimingValue(Picoseconds.NANOSECOND, Provenance.DEFINED, "1 ns by definition"));
        return new TimingProfile(id(), values);
    }
}
