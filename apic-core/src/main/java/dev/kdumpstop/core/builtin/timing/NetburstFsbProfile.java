package dev.kdumpstop.core.builtin.timing;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** Pentium 4 and Xeon: messages on the front-side bus. All numbers are guesses for 3 GHz; none was found in print. */
@AutoService(TimingProfileProvider.class)
public final class NetburstFsbProfile extends BuiltIn implements TimingProfileProvider {
    private static final String GUESS = "apic-facts 4.4, a guess";

    /** For the service loader. */
    public NetburstFsbProfile() {
        super("netburst-fsb", "Pentium 4 and Xeon with IPIs on the front-side bus", List.of(), "apic-facts 4.4");
    }

    @Override
    public TimingProfile create(OptionValues options) {
        return new Numbers()
                .assumed(TimingParameter.SHORT_MESSAGE, 150, GUESS)
                .assumed(TimingParameter.LOWEST_PRIORITY_MESSAGE, 200, GUESS)
                .assumed(TimingParameter.REMOTE_READ_MESSAGE, 150, "reserved on this part; as a short message")
                .assumed(TimingParameter.FOCUS_MESSAGE, 200, "no focus on this part; as without one")
                .assumed(TimingParameter.EOI_MESSAGE, 100, GUESS)
                .assumed(TimingParameter.RETRY_BACKOFF, 0, "no refusal is documented on this bus; tried again at once")
                .assumed(TimingParameter.REGISTER_READ, 60, GUESS)
                .assumed(TimingParameter.REGISTER_WRITE, 40, GUESS)
                .assumed(TimingParameter.ICR_WRITE, 40, GUESS)
                .handlers(400, 600, GUESS)
                .timerTick(5_000, Provenance.ASSUMED, "the bus clock of apic-facts 4.4 (200 MHz), a guess")
                .profile(id());
    }
}
