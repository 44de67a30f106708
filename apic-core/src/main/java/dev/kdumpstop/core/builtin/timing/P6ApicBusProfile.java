package dev.kdumpstop.core.builtin.timing;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;
import java.util.Locale;

/**
 * Pentium Pro to III on the 3-wire APIC bus. Messages are counted in bus cycles, so their times are exact for a bus clock; the
 * costs inside the CPU are guesses for 500 MHz. Waiting for the bus is not in a message's time: the bus is simulated.
 */
@AutoService(TimingProfileProvider.class)
public final class P6ApicBusProfile extends BuiltIn implements TimingProfileProvider {
    private static final String GUESS = "apic-facts 4.4, a guess";

    /** For the service loader. */
    public P6ApicBusProfile() {
        super(
                "p6-apic-bus",
                "Pentium Pro to III with a 3-wire APIC bus",
                List.of(OptionSpec.integer(
                        "bus-clock", 16_670, 33_333, 16_670, 33_333, "kHz", "clock of the APIC bus")),
                "SDM 10.13.2 (bus cycles of each message)",
                "ICH3 5.8.3.1, ICH4 5.8.3.1, Lundell 2001 (bus clock)",
                "apic-facts 2.2, 4.4");
    }

    @Override
    public TimingProfile create(OptionValues options) {
        long kHz = options.integer("bus-clock");
        return new Numbers()
                .derived(TimingParameter.SHORT_MESSAGE, ps(21, kHz), text(21, kHz, "SDM 10.13.2.1"))
                .derived(TimingParameter.LOWEST_PRIORITY_MESSAGE, ps(34, kHz), text(34, kHz, "SDM 10.13.2.2"))
                .derived(TimingParameter.REMOTE_READ_MESSAGE, ps(39, kHz), text(39, kHz, "ICH3 p. 116"))
                .derived(TimingParameter.RETRY_BACKOFF, 0, "sent again at the next arbitration (SDM 10.13.2.3)")
                .assumed(TimingParameter.REGISTER_READ, 80, GUESS)
                .assumed(TimingParameter.REGISTER_WRITE, 60, GUESS)
                .assumed(TimingParameter.ICR_WRITE, 60, GUESS)
                .handlers(300, 500, GUESS)
                .timerTick(10_000, Provenance.ASSUMED, "no number was found; taken as a system bus of 100 MHz")
                .profile(id());
    }

    /** Rounded once, half up. A cycle at 1 kHz is 1 ms, which is 10^9 ps. */
    private static long ps(long cycles, long kHz) {
        return (2 * cycles * Picoseconds.MILLISECOND + kHz) / (2 * kHz);
    }

    private static String text(long cycles, long kHz, String source) {
        return String.format(Locale.ROOT, "%d bus cycles (%s) at %d.%03d MHz", cycles, source, kHz / 1000, kHz % 1000);
    }
}
