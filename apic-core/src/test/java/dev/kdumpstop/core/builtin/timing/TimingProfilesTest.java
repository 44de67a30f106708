package dev.kdumpstop.core.builtin.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.timing.TimingValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of apic-facts 4.4, in nanoseconds there. */
class TimingProfilesTest {
    private static final List<TimingProfileProvider> ALL = List.of(
            new P6ApicBusProfile(), new NetburstFsbProfile(), new NehalemX2apicProfile(), new KvmGuestProfile());

    private static TimingProfile profile(TimingProfileProvider provider, Map<String, String> options) {
        return provider.create(OptionValues.of(provider.options(), options));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # parameter             | p6   | netburst | nehalem | kvm
            REGISTER_READ           | 80   | 60       | 20      | 700
            REGISTER_WRITE          | 60   | 40       | 40      | 700
            ICR_WRITE               | 60   | 40       | 80      | 700
            SHORT_MESSAGE           | 1260 | 150      | 300     | 1000
            LOWEST_PRIORITY_MESSAGE | 2040 | 200      | 300     | 1000
            REMOTE_READ_MESSAGE     | 2340 | 150      | 300     | 1000
            FOCUS_MESSAGE           | 1260 | 200      | 300     | 1000
            EOI_MESSAGE             | 840  | 100      | 100     | 0
            RETRY_BACKOFF           | 0    | 0        | 0       | 0
            INTERRUPT_ENTRY         | 300  | 400      | 200     | 900
            NMI_ENTRY               | 300  | 400      | 200     | 900
            INTERRUPT_RETURN        | 200  | 200      | 200     | 600
            SAVE_REGISTERS          | 0    | 0        | 0       | 0
            """)
    void numbers(TimingParameter parameter, long p6, long netburst, long nehalem, long kvm) {
        List<Long> expected = List.of(p6, netburst, nehalem, kvm);
        for (int i = 0; i < ALL.size(); i++) {
            // apic-facts gives bus messages to 10 ns; the profile has them to a picosecond.
            long ns = Math.round(profile(ALL.get(i), Map.of()).ps(parameter) / 1000.0 / 10) * 10;
            assertThat(ns).as(ALL.get(i).id()).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest(name = "NMI entry and IRET of {0} is {1} ns")
    @CsvSource({"0, 500", "1, 600", "2, 400", "3, 1500"})
    void nmiEntryAndReturnAddUp(int index, long ns) {
        TimingProfile profile = profile(ALL.get(index), Map.of());
        assertThat(profile.ps(TimingParameter.NMI_ENTRY) + profile.ps(TimingParameter.INTERRUPT_RETURN))
                .isEqualTo(ns * 1000);
    }

    @Test
    void busMessagesAreCyclesRoundedOnce() {
        TimingProfile slow = profile(new P6ApicBusProfile(), Map.of());
        assertThat(slow.values().get(TimingParameter.SHORT_MESSAGE))
                .isEqualTo(
                        new TimingValue(1_259_748, Provenance.DERIVED, "21 bus cycles (SDM 10.13.2.1) at 16.670 MHz"));
        assertThat(slow.ps(TimingParameter.LOWEST_PRIORITY_MESSAGE)).isEqualTo(2_039_592);
        assertThat(slow.ps(TimingParameter.REMOTE_READ_MESSAGE)).isEqualTo(2_339_532);
        assertThat(slow.ps(TimingParameter.EOI_MESSAGE)).isEqualTo(839_832);
        assertThat(slow.ps(TimingParameter.FOCUS_MESSAGE)).isEqualTo(slow.ps(TimingParameter.SHORT_MESSAGE));
        TimingProfile other =
                profile(new P6ApicBusProfile(), Map.of("lowest-priority-cycles", "33", "focus-cycles", "34"));
        assertThat(other.values().get(TimingParameter.LOWEST_PRIORITY_MESSAGE))
                .isEqualTo(new TimingValue(
                        1_979_604, Provenance.DERIVED, "33 bus cycles (ICH3 Table 5-19) at 16.670 MHz"));
        assertThat(other.values().get(TimingParameter.FOCUS_MESSAGE).source())
                .contains("34 bus cycles", "status table");
        TimingProfile fast = profile(new P6ApicBusProfile(), Map.of("bus-clock", "33333"));
        assertThat(fast.ps(TimingParameter.SHORT_MESSAGE)).isEqualTo(630_006);
    }

    @Test
    void variants() {
        assertThat(profile(new NehalemX2apicProfile(), Map.of("distance", "cross-socket"))
                        .ps(TimingParameter.SHORT_MESSAGE))
                .isEqualTo(500_000);
        assertThat(profile(new KvmGuestProfile(), Map.of("access", "xapic")).ps(TimingParameter.REGISTER_READ))
                .isEqualTo(1_500_000);
    }

    @Test
    void idealIsFree() {
        TimingProfile ideal = profile(new IdealProfile(), Map.of());
        ideal.values().forEach((parameter, value) -> {
            boolean clock = parameter == TimingParameter.APIC_TIMER_TICK;
            assertThat(value)
                    .as("%s: a clock is no cost", parameter)
                    .isEqualTo(
                            clock
                                    ? new TimingValue(1000, Provenance.DEFINED, "1 ns by definition")
                                    : new TimingValue(0, Provenance.DEFINED, "0 by definition"));
        });
    }

    @Test
    void onlyBusCyclesAreMoreThanAGuess() {
        for (TimingProfileProvider provider : ALL) {
            profile(provider, Map.of()).values().forEach((parameter, value) -> {
                assertThat(value.source()).isNotBlank();
                boolean busCycles = provider instanceof P6ApicBusProfile
                        && (parameter == TimingParameter.RETRY_BACKOFF
                                || parameter.id().endsWith("message"));
                assertThat(value.provenance())
                        .as("%s of %s", parameter, provider.id())
                        .isEqualTo(
                                busCycles
                                        ? Provenance.DERIVED
                                        : parameter == TimingParameter.APIC_TIMER_TICK
                                                        && provider instanceof KvmGuestProfile
                                                ? Provenance.SOURCED
                                                : Provenance.ASSUMED);
            });
        }
    }
}
