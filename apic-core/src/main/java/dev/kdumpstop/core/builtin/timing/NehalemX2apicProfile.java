package dev.kdumpstop.core.builtin.timing;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/**
 * Nehalem and later in x2APIC mode: registers are MSRs, messages cross a point-to-point fabric. Guesses for 2.6 GHz. A target
 * that sleeps takes 1 us (C1) to 100 us (deep) longer; targets here do not sleep.
 */
@AutoService(TimingProfileProvider.class)
public final class NehalemX2apicProfile extends BuiltIn implements TimingProfileProvider {
    private static final String GUESS = "apic-facts 4.4, a guess";

    /** For the service loader. */
    public NehalemX2apicProfile() {
        super(
                "nehalem-x2apic",
                "Nehalem and later in x2APIC mode",
                List.of(OptionSpec.choice(
                        "distance", List.of("same-socket", "cross-socket"), "how far messages travel")),
                "apic-facts 4.4");
    }

    @Override
    public TimingProfile create(OptionValues options) {
        long messageNs = options.choice("distance").equals("same-socket") ? 300 : 500;
        return new Numbers()
                .assumed(TimingParameter.SHORT_MESSAGE, messageNs, GUESS)
                .assumed(
                        TimingParameter.LOWEST_PRIORITY_MESSAGE,
                        messageNs,
                        "reserved in x2APIC mode; as a short message")
                .assumed(TimingParameter.REMOTE_READ_MESSAGE, messageNs, "reserved on this part; as a short message")
                .assumed(TimingParameter.FOCUS_MESSAGE, messageNs, "reserved in x2APIC mode; as a short message")
                .assumed(TimingParameter.EOI_MESSAGE, 100, GUESS)
                .assumed(
                        TimingParameter.RETRY_BACKOFF,
                        0,
                        "no refusal is documented on this fabric; tried again at once")
                .assumed(TimingParameter.REGISTER_READ, 20, GUESS)
                .assumed(TimingParameter.REGISTER_WRITE, 40, GUESS)
                .assumed(TimingParameter.ICR_WRITE, 80, GUESS)
                .handlers(200, 400, GUESS)
                .timerTick(7_500, Provenance.ASSUMED, "no number was found; taken as a bus clock of 133 MHz")
                .profile(id());
    }
}
