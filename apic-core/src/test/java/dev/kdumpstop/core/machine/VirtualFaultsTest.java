package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.Machines.Recorded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("apic-facts 6: faults of hypervisors, and what a test sees of them")
class VirtualFaultsTest {
    private static final int FIXED = 0x40;
    private static final int NMI = 0x400;

    private static Faulty guest(String fault) {
        return Faulty.with(fault).on(InterconnectKind.INSTANT);
    }

    @Test
    @DisplayName("AVIC_BUSY_LEFT: BUSY=1, IRR set, not woken; both end when the hypervisor has emulated the command")
    void avicBusyLeft() {
        HandDrivenMachine machine =
                guest("avic-busy-left:cpus=1,vector=64,emulated-after=20us").byHand();
        machine.advance(19 * US);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(FIXED);
        assertThat(machine.vectors(1)).isEmpty();
        machine.advance(US);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.vectors(1)).containsExactly(FIXED);
        Recorded never = guest("avic-busy-left:cpus=1").stopping(Machines.UNLIMITED, 1, 2);
        assertThat(never.result().end()).as("the guest spins (I-15)").isEqualTo(RunEnd.HUNG);
    }

    @Test
    @DisplayName("AVIC_STALE_RUNNING: BUSY 0, IRR=1 and halted; any kick cures it")
    void avicStaleRunning() {
        HandDrivenMachine machine =
                guest("idle-ipi-lost:cpus=1,kicked-after=20us").byHand();
        Hand.send(machine, 0, 1, FIXED);
        assertThat(machine.isBusy(0)).isFalse();
        machine.advance(20 * US - machine.nowPs() - 1);
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(FIXED);
        assertThat(machine.vectors(1)).isEmpty();
        machine.advance(1);
        assertThat(machine.vectors(1)).containsExactly(FIXED);
    }

    @Test
    @DisplayName(
            "IDLE_IPI_LOST: the fixed interrupt does not wake it, an NMI does, and then the interrupt is taken too")
    void idleIpiLost() {
        HandDrivenMachine machine = guest("idle-ipi-lost:cpus=1").byHand();
        Hand.send(machine, 0, 1, FIXED);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.vectors(1)).isEmpty();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(machine.vectors(1)).containsExactly(FIXED);
    }

    @ParameterizedTest(name = "without time for {0}: answered {1}")
    @CsvSource({"500us, true", "5ms, false"})
    @DisplayName("VCPU_DESCHEDULED: the answer is late by the steal time; a limit of 1 ms trips")
    void vcpuDescheduled(String duration, boolean answered) {
        Recorded run = guest("vcpu-descheduled:cpus=1,duration=" + duration).stopping(Machines.UNLIMITED, 1, 2);
        CpuRecord target = run.result().cpus().get(1);
        assertThat(run.result().cpus().get(0).timeouts())
                .as("delivery status is idle")
                .isZero();
        assertThat(target.acknowledged()).isEqualTo(answered);
        if (answered) {
            assertThat(target.acknowledgedAtPs()).isEqualTo(Picoseconds.parse(duration));
        }
    }
}
