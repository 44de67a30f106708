package dev.kdumpstop.core.builtin.timing;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.machine.BusMessage;
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
    private static final String LOWEST_PRIORITY_CYCLES = "lowest-priority-cycles";
    private static final String FOCUS_CYCLES = "focus-cycles";

    /** For the service loader. */
    public P6ApicBusProfile() {
        super(
                "p6-apic-bus",
                "Pentium Pro to III with a 3-wire APIC bus",
                List.of(
                        OptionSpec.integer("bus-clock", 16_670, 33_333, 16_670, "kHz", "clock of the APIC bus"),
                        OptionSpec.choice(
                                LOWEST_PRIORITY_CYCLES,
                                List.of("34", "33"),
                                "bus cycles of a lowest-priority message: 34 by the SDM, 33 by the list in the ICH3 data sheet"),
                        OptionSpec.choice(
                                FOCUS_CYCLES,
                                List.of("21", "34"),
                                "bus cycles if a focus processor takes it: 21 by the SDM's text, 34 by its table")),
                "SDM 10.13.2 (bus cycles of each message)",
                "ICH3 5.8.3.1, ICH4 5.8.3.1, Lundell 2001 (bus clock)",
                "apic-facts 2.2, 4.4");
    }

    @Override
    public TimingProfile create(OptionValues options) {
        long kHz = options.integer("bus-clock");
        Numbers numbers = new Numbers();
        message(numbers, kHz, TimingParameter.SHORT_MESSAGE, BusMessage.SHORT);
        message(numbers, kHz, TimingParameter.EOI_MESSAGE, BusMessage.EOI);
        message(numbers, kHz, TimingParameter.REMOTE_READ_MESSAGE, BusMessage.REMOTE_READ);
        message(numbers, kHz, TimingParameter.LOWEST_PRIORITY_MESSAGE, BusMessage.LOWEST_PRIORITY);
        message(numbers, kHz, TimingParameter.FOCUS_MESSAGE, BusMessage.SHORT);
        if (options.choice(LOWEST_PRIORITY_CYCLES).equals("33")) {
            message(numbers, kHz, TimingParameter.LOWEST_PRIORITY_MESSAGE, 33, "ICH3 Table 5-19");
        }
        if (options.choice(FOCUS_CYCLES).equals("34")) {
            message(numbers, kHz, TimingParameter.FOCUS_MESSAGE, 34, "SDM 10.13.2.3, status table");
        }
        return numbers.derived(TimingParameter.RETRY_BACKOFF, 0, "sent again at the next arbitration (SDM 10.13.2.3)")
                .assumed(TimingParameter.REGISTER_READ, 80, GUESS)
                .assumed(TimingParameter.REGISTER_WRITE, 60, GUESS)
                .assumed(TimingParameter.ICR_WRITE, 60, GUESS)
                .handlers(300, 500, GUESS)
                .timerTick(10_000, Provenance.ASSUMED, "no number was found; taken as a system bus of 100 MHz")
                .profile(id());
    }

    private static void message(Numbers numbers, long kHz, TimingParameter parameter, BusMessage message) {
        message(numbers, kHz, parameter, message.cycles(), message.source());
    }

    private static void message(Numbers numbers, long kHz, TimingParameter parameter, long cycles, String source) {
        String text =
                String.format(Locale.ROOT, "%d bus cycles (%s) at %d.%03d MHz", cycles, source, kHz / 1000, kHz % 1000);
        numbers.derived(parameter, ps(cycles, kHz), text);
    }

    /** Rounded once, half up. A cycle at 1 kHz is 1 ms, which is 10^9 ps. */
    private static long ps(long cycles, long kHz) {
        return (2 * cycles * Picoseconds.MILLISECOND + kHz) / (2 * kHz);
    }
}
