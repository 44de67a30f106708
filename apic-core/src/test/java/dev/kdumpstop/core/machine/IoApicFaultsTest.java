package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.machine.Machines.Recorded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("apic-facts 6: faults around the I/O APIC, and what a test sees of them")
class IoApicFaultsTest {
    private static final int VECTOR = 0x31;

    private static boolean remoteIrr(HandDrivenMachine machine, int cpu) {
        return machine.state().is(cpu, MachineState.REMOTE_IRR);
    }

    /** Turns the local APIC off before the I/O APIC, or after it; each takes its time. */
    private static Recorded turningOff(String fault, boolean localApicFirst) {
        CpuScript.Builder path = CpuScript.builder("the crash path").irqsOff();
        if (localApicFirst) {
            path.modify(ApicRegister.SVR, ~0x100, 0).awaitAcknowledged(US, 5).clearIoApic(false);
        } else {
            path.clearIoApic(false).awaitAcknowledged(US, 5).modify(ApicRegister.SVR, ~0x100, 0);
        }
        path.awaitAcknowledged(US, 5).end(CpuScript.End.CAPTURE_KERNEL, "done");
        return Recorded.of(Faulty.with(fault).asked(path).build());
    }

    @Test
    @DisplayName("LAPIC_DISABLE_HANG: local APIC before I/O APIC hangs, the reverse passes")
    void lapicDisableHang() {
        Recorded hangs = turningOff("lapic-disable-hang", true);
        assertThat(hangs.result().end()).isEqualTo(RunEnd.HUNG);
        assertThat(hangs.of(EventKind.HANGS, 0)).hasSize(1);
        assertThat(hangs.result().proof().orElseThrow().toString()).contains("hangs: the I/O APIC sent an interrupt");
        assertThat(turningOff("lapic-disable-hang", false).result().end()).isEqualTo(RunEnd.ENDED);
        assertThat(turningOff("healthy", true).result().end()).isEqualTo(RunEnd.ENDED);
    }

    @ParameterizedTest(name = "local APIC first: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("IOAPIC_RIRR_STUCK: remote IRR=1 in the next kernel, and no more interrupts of the line")
    void ioapicRirrStuck(boolean localApicFirst) {
        Recorded run = turningOff("ioapic-rirr-stuck:again-at=7us", localApicFirst);
        assertThat(run.result().end()).isEqualTo(RunEnd.ENDED);
        assertThat(run.state().is(0, MachineState.REMOTE_IRR)).isTrue();
        assertThat(run.of(EventKind.INTERRUPT_ENTRY, 0)).isEmpty();
        HandDrivenMachine machine =
                Faulty.with("ioapic-rirr-stuck:again-at=10us").byHand();
        machine.advance(20 * US);
        assertThat(remoteIrr(machine, 0)).isTrue();
        assertThat(machine.bits(0, ApicRegister.IRR))
                .as("the first is still pending")
                .containsExactly(VECTOR);
        assertThat(machine.vectors(0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("a level line on a healthy machine: remote IRR until the EOI, then it may interrupt again")
    void healthyLine(InterconnectKind kind) {
        HandDrivenMachine machine = Faulty.with("healthy").on(kind).byHand();
        machine.change(new PrimitiveChange.RouteLine(1, VECTOR, true));
        machine.interrupts(1, false);
        machine.change(new PrimitiveChange.AssertLine(1));
        machine.change(new PrimitiveChange.AssertLine(1));
        assertThat(remoteIrr(machine, 1)).isTrue();
        assertThat(machine.bits(1, ApicRegister.TMR)).containsExactly(VECTOR);
        machine.interrupts(1, true);
        machine.advance(10 * US);
        assertThat(machine.vectors(1))
                .as("the second assertion while it waited is none")
                .containsExactly(VECTOR);
        assertThat(remoteIrr(machine, 1)).isFalse();
        machine.change(new PrimitiveChange.AssertLine(1));
        machine.advance(10 * US);
        assertThat(machine.vectors(1)).hasSize(2);
    }

    @Test
    @DisplayName("an edge line does not wait for an end; a masked entry sends nothing")
    void edgeLine() {
        HandDrivenMachine machine = Faulty.with("healthy").byHand();
        machine.change(new PrimitiveChange.AssertLine(1));
        machine.settle();
        assertThat(machine.vectors(1)).as("there is no entry").isEmpty();
        machine.change(new PrimitiveChange.RouteLine(1, VECTOR, false));
        machine.change(new PrimitiveChange.AssertLine(1));
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(VECTOR);
        assertThat(machine.bits(1, ApicRegister.TMR)).isEmpty();
        assertThat(remoteIrr(machine, 1)).isFalse();
    }

    @Test
    @DisplayName("EOI_LOST: the handler ran and ended its interrupt, the line is dead all the same")
    void eoiLost() {
        HandDrivenMachine machine =
                Faulty.with("eoi-lost:cpus=1,at=5us,again-at=10us").byHand();
        machine.advance(9 * US);
        assertThat(machine.vectors(1)).containsExactly(VECTOR);
        assertThat(machine.bits(1, ApicRegister.ISR)).isEmpty();
        assertThat(remoteIrr(machine, 1)).isTrue();
        machine.advance(10 * US);
        assertThat(machine.vectors(1)).hasSize(1);
    }

    @Test
    @DisplayName(
            "an interrupt to a software-disabled local APIC: on later buses the entry waits for an end that never comes")
    void sentToADisabledApic() {
        HandDrivenMachine machine = Faulty.with("dest-sw-disabled:cpus=1").byHand();
        machine.change(new PrimitiveChange.RouteLine(1, VECTOR, true));
        machine.change(new PrimitiveChange.AssertLine(1));
        assertThat(remoteIrr(machine, 1)).isTrue();
        HandDrivenMachine onBus = Faulty.with("dest-sw-disabled:cpus=1").onBus().byHand();
        onBus.change(new PrimitiveChange.RouteLine(1, VECTOR, true));
        onBus.change(new PrimitiveChange.AssertLine(1));
        assertThat(remoteIrr(onBus, 1)).isFalse();
    }
}
