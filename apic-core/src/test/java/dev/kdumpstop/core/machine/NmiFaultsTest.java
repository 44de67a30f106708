package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("apic-facts 6: faults of the NMI latch, and what a test sees of them")
class NmiFaultsTest {
    private static final int NMI = 0x400;

    @ParameterizedTest
    @EnumSource(
            value = InterconnectKind.class,
            names = {"APIC_BUS", "FRONT_SIDE_BUS"})
    @DisplayName("NMI_LATCH_FULL_RETRY: BUSY=1 after 20 us; after the release one NMI more than the latched one")
    void nmiLatchFullRetry(InterconnectKind kind) {
        HandDrivenMachine machine = Faulty.with("nmi-lockup:cpus=1,latch=full,release-after=50500ns")
                .on(kind)
                .acceptance(NmiAcceptance.RETRY_WHEN_LATCH_FULL)
                .byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(20 * US);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.nmis(1)).isZero();
        machine.advance(40 * US);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).isEqualTo(1 + 1);
        assertThat(machine.latchedNmis(1)).isZero();
    }

    @ParameterizedTest(name = "{0} NMIs")
    @ValueSource(ints = {1, 2, 10})
    @DisplayName("NMI_COLLAPSE: of k NMIs while the handler runs one is left; with the handler that ran the total is 2")
    void nmiCollapse(int nmis) {
        HandDrivenMachine machine = Faulty.with("nmi-collapse:cpus=1,release-after=50us,nmis=" + nmis)
                .byHand();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).as("its handler still runs").isZero();
        machine.advance(100 * US);
        assertThat(1 + machine.nmis(1)).isEqualTo(2);
        assertThat(machine.latchedNmis(1)).isZero();
    }
}
