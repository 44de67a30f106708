package dev.kdumpstop.testkit.plugins;

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
import java.util.List;
import java.util.Map;

/** Timing profiles: {@link Round} is good, the others are it but for one thing. */
public final class Timings {
    private Timings() {}

    /** Everything takes 100 ns. */
    @AutoService(TimingProfileProvider.class)
    public static class Round implements TimingProfileProvider {
        @Override
        public String id() {
            return "round";
        }

        @Override
        public String summary() {
            return "everything takes 100 ns";
        }

        @Override
        public List<String> sources() {
            return List.of("made up for a test");
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public TimingProfile create(OptionValues options) {
            return profile(id(), 100 * Picoseconds.NANOSECOND, "a round number");
        }

        static TimingProfile profile(String name, long ps, String source) {
            Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
            for (TimingParameter parameter : TimingParameter.values()) {
                values.put(parameter, new TimingValue(ps, Provenance.ASSUMED, source));
            }
            return new TimingProfile(name, values);
        }
    }

    @AutoService(TimingProfileProvider.class)
    public static final class NoSource extends Round {
        @Override
        public TimingProfile create(OptionValues options) {
            return profile(id(), 1000, " ");
        }
    }

    @AutoService(TimingProfileProvider.class)
    public static final class OtherName extends Round {
        @Override
        public TimingProfile create(OptionValues options) {
            return profile("square", 1000, "a round number");
        }
    }

    @AutoService(TimingProfileProvider.class)
    public static final class Slow extends Round {
        @Override
        public TimingProfile create(OptionValues options) {
            return super.create(options).with(TimingParameter.NMI_ENTRY, 1000 * Picoseconds.SECOND);
        }
    }

    @AutoService(TimingProfileProvider.class)
    public static final class Empty extends Round {
        @Override
        public TimingProfile create(OptionValues options) {
            return new TimingProfile(id(), Map.of());
        }
    }
}
