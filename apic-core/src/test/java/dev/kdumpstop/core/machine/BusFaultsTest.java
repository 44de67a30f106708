package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.Machines.Recorded;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("apic-facts 6: faults of the 3-wire APIC bus, and what a test sees of them")
class BusFaultsTest {
    private static final int NMI = 0x400;
    private static final int NMI_TO_OTHERS = 0xC_0400;

    @ParameterizedTest(name = "{0} of them")
    @ValueSource(ints = {1, 2, 30})
    @DisplayName("BUS_CHECKSUM: BUSY=1, retried; ESR bit 0 at the sender, bit 1 at the receivers; then success")
    void busChecksum(int errors) {
        HandDrivenMachine machine =
                Faulty.with("bus-checksum:messages=" + errors).onBus().byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(errors * US);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.nmis(1)).isZero();
        machine.advance(US);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(Hand.errors(machine, 0)).isEqualTo(ApicBits.ESR_SEND_CHECKSUM);
        assertThat(Hand.errors(machine, 1)).isEqualTo(ApicBits.ESR_RECEIVE_CHECKSUM);
        assertThat(Hand.errors(machine, 2)).isEqualTo(ApicBits.ESR_RECEIVE_CHECKSUM);
    }

    @Test
    @DisplayName("BUS_CHECKSUM for ever: an unbounded wait hangs (B3)")
    void busChecksumStorm() {
        Recorded run = Faulty.with("bus-checksum:messages=0").onBus().stopping(Machines.UNLIMITED, 1, 2);
        assertThat(run.result().end()).isEqualTo(RunEnd.HUNG);
        assertThat(run.result().proof().orElseThrow().toString()).contains("checksum error");
    }

    @Test
    @DisplayName("BUS_SATURATED: dispatched after more than 20 us, and nobody notes an error")
    void busSaturated() {
        HandDrivenMachine machine =
                Faulty.with("bus-saturated:cpus=2,ends-after=50us").onBus().byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(20 * US);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.awaitIdle(0, 40 * US)).isTrue();
        assertThat(machine.nowPs()).isBetween(50 * US, 53 * US);
        machine.settle();
        assertThat(machine.nmis(1)).isEqualTo(1);
        for (int cpu = 0; cpu < 3; cpu++) {
            assertThat(Hand.errors(machine, cpu)).isZero();
        }
    }

    @Test
    @DisplayName("PARTIAL_BROADCAST: BUSY=1, and those that accepted see the message once more at each retry")
    void partialBroadcast() {
        HandDrivenMachine machine = Faulty.with("partial-broadcast:cpus=1,release-after=5500ns")
                .onBus()
                .cpus(4)
                .acceptance(NmiAcceptance.RETRY_WHEN_LATCH_FULL)
                .byHand();
        Hand.write(machine, 0, 0, NMI_TO_OTHERS);
        machine.advance(5 * US);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.nmis(2)).as("one for each try").isEqualTo(5);
        assertThat(machine.nmis(3)).isEqualTo(5);
        machine.advance(5 * US);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).as("the latched one, and the broadcast").isEqualTo(2);
        assertThat(machine.nmis(2)).isEqualTo(6);
    }

    @Test
    @DisplayName("PARTIAL_BROADCAST: without the fault a retry asks only those that refused")
    void withoutIt() {
        HandDrivenMachine machine = Faulty.with("nmi-lockup:cpus=1,latch=full,release-after=5500ns")
                .onBus()
                .cpus(4)
                .acceptance(NmiAcceptance.RETRY_WHEN_LATCH_FULL)
                .byHand();
        Hand.write(machine, 0, 0, NMI_TO_OTHERS);
        machine.advance(10 * US);
        assertThat(machine.nmis(2)).isEqualTo(1);
        assertThat(machine.nmis(1)).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "PARTIAL_BROADCAST in a crash stop: who has stopped refuses from then on, and the ICR is busy for ever")
    void partialBroadcastInAStop() {
        CpuScript.Builder path = Machines.raw(
                CpuScript.builder("the crash path").installHandler(0), InterconnectKind.APIC_BUS, 0, NMI_TO_OTHERS);
        path.awaitAcknowledged(Picoseconds.MILLISECOND, 10).end(CpuScript.End.CAPTURE_KERNEL, "done");
        Recorded run = Recorded.of(Faulty.with("partial-broadcast:cpus=1,release-after=1ms")
                .onBus()
                .acceptance(NmiAcceptance.RETRY_WHILE_IN_NMI)
                .asked(path)
                .build());
        assertThat(run.result().cpus().get(2).acknowledged()).isTrue();
        assertThat(run.state().get(0, MachineState.ICR_MESSAGE)).isNotZero();
    }
}
