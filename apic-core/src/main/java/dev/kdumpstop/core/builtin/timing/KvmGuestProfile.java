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
 * A guest under KVM at 2.5 GHz: every access to the APIC is a trap, delivery status reads 0 at once. A vCPU that sleeps takes
 * 5 to 50 us longer, one without CPU time milliseconds; neither is here.
 */
@AutoService(TimingProfileProvider.class)
public final class KvmGuestProfile extends BuiltIn implements TimingProfileProvider {
    private static final String GUESS = "apic-facts 4.4, a guess";

    /** For the service loader. */
    public KvmGuestProfile() {
        super(
                "kvm-guest",
                "a guest under KVM without APIC virtualisation in hardware",
                List.of(OptionSpec.choice("access", List.of("x2apic", "xapic"), "how the guest reaches its APIC")),
                "commit 0c5f81dad46c (mean exit 0.71 us, Skylake)",
                "apic-facts 4.1, 4.4");
    }

    @Override
    public TimingProfile create(OptionValues options) {
        long accessNs = options.choice("access").equals("x2apic") ? 700 : 1500;
        return new Numbers()
                .assumed(TimingParameter.SHORT_MESSAGE, 1000, GUESS)
                .assumed(TimingParameter.LOWEST_PRIORITY_MESSAGE, 1000, "no number was found; as a short message")
                .assumed(TimingParameter.REMOTE_READ_MESSAGE, 1000, "no number was found; as a short message")
                .assumed(TimingParameter.FOCUS_MESSAGE, 1000, "KVM has no focus; as a short message")
                .assumed(TimingParameter.EOI_MESSAGE, 0, "the write's trap is all of it")
                .assumed(TimingParameter.RETRY_BACKOFF, 0, "KVM never refuses a message")
                .assumed(TimingParameter.REGISTER_READ, accessNs, GUESS)
                .assumed(TimingParameter.REGISTER_WRITE, accessNs, GUESS)
                .assumed(TimingParameter.ICR_WRITE, accessNs, GUESS)
                .handlers(900, 1500, "mean exit of 0.7 us (commit 0c5f81dad46c) and 200 ns of entry, a guess")
                .timerTick(1_000, Provenance.SOURCED, "Linux arch/x86/kvm/lapic.h, APIC_BUS_CYCLE_NS: 1 ns")
                .profile(id());
    }
}
