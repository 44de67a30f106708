package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.EnumMap;
import java.util.Map;

/** What things cost on this machine; every number says where it comes from. */
@AutoService(TimingProfileProvider.class)
public final class ${classPrefix}TimingProfile implements TimingProfileProvider {
    @Override
    public String id() {
        return "${id}";
    }

    @Override
    public String summary() {
        return "register accesses of 100 ns, messages of 300 ns, handlers of 200 ns";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public TimingProfile create(OptionValues options) {
        Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
        for (TimingParameter parameter : TimingParameter.values()) {
            long ns = switch (parameter) {
                case REGISTER_READ, REGISTER_WRITE, ICR_WRITE -> 100;
                case SHORT_MESSAGE, LOWEST_PRIORITY_MESSAGE, REMOTE_READ_MESSAGE -> 300;
                case INTERRUPT_ENTRY, NMI_ENTRY, INTERRUPT_RETURN -> 200;
                default -> 0;
            };
            values.put(
                    parameter,
                    new TimingValue(ns * Picoseconds.NANOSECOND, Provenance.ASSUMED, "a guess, not measured"));
        }
        return new TimingProfile(id(), values);
    }
}
