package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.InterconnectKind.FRONT_SIDE_BUS;
import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("the ICR written while delivery status is 1 (design 5, apic-facts 6: ICR_OVERWRITE, SENDER_WEDGED)")
class IcrBusyTest {
    /** CPU 0 is busy with an NMI that CPU 1 refuses, then writes vectors 0x40 to CPU 2 and 0x50 to CPU 3. */
    private static Bench afterWrites(IcrWriteWhileBusy option) {
        return Bench.of(FRONT_SIDE_BUS, 4, options -> options.with(option))
                .change(new PrimitiveChange.EnterNmiHandler(1))
                .send(0, 1, 0x400)
                .send(0, 2, 0x40)
                .send(0, 3, 0x50);
    }

    @ParameterizedTest(name = "{0}: {1} of the two arrive at once, the NMI {2}, later {3}")
    @CsvSource({"REPLACE, 2, is lost, 0", "IGNORE, 0, arrives, 0", "QUEUE_ONE, 0, arrives, 1"})
    void threeOptions(IcrWriteWhileBusy option, int atOnce, String nmi, int later) {
        Bench bench = afterWrites(option);
        int taken = bench.takers(0x40).size() + bench.takers(0x50).size();
        assertThat(taken).isEqualTo(atOnce);
        assertThat(bench.busy(0)).isEqualTo(atOnce == 0);
        bench.change(new PrimitiveChange.LeaveNmiHandler(1));
        assertThat(bench.runHandlers(1)).isEqualTo(nmi.equals("arrives") ? 1 : 0);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.takers(0x40).size() + bench.takers(0x50).size() - taken)
                .isEqualTo(later);
        // Of two that wait behind one under way the later one stays.
        assertThat(bench.takers(0x50).contains(3)).isEqualTo(option != IcrWriteWhileBusy.IGNORE);
    }

    @Test
    @DisplayName("ignore leaves the word in the ICR as it was; replace and queue-one show the new one")
    void wordRead() {
        assertThat(afterWrites(IcrWriteWhileBusy.IGNORE).rules.icrLowAsRead(0)).isEqualTo(0x1400);
        assertThat(afterWrites(IcrWriteWhileBusy.QUEUE_ONE).rules.icrLowAsRead(0))
                .isEqualTo(0x1050);
        assertThat(afterWrites(IcrWriteWhileBusy.REPLACE).rules.icrLowAsRead(0)).isEqualTo(0x0050);
    }

    @ParameterizedTest
    @EnumSource(IcrWriteWhileBusy.class)
    @DisplayName("x2APIC has no delivery status: nothing is ever in the way (D10)")
    void x2apicNeverBusy(IcrWriteWhileBusy option) {
        Bench bench = Bench.of(InterconnectKind.X2APIC_FABRIC, 4, options -> options.with(option))
                .change(new PrimitiveChange.EnterNmiHandler(1))
                .change(new PrimitiveChange.WedgeSender(0))
                .change(new PrimitiveChange.LeaveCommandPending(0))
                .send(0, 1, 0x400)
                .send(0, 2, 0x40);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.of(2));
        bench.change(new PrimitiveChange.LeaveNmiHandler(1));
        assertThat(bench.runHandlers(1)).as("refused, but not lost").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = InterconnectKind.class,
            names = {"APIC_BUS", "FRONT_SIDE_BUS", "INSTANT"})
    @DisplayName(
            "a wedged sender: delivery status reads 1, what is written is dropped; the bit clears when it recovers (B6)")
    void wedged(InterconnectKind kind) {
        Bench bench =
                Bench.of(kind, 3).change(new PrimitiveChange.WedgeSender(0)).send(0, 1, 0x40);
        assertThat(bench.busy(0)).isTrue();
        assertThat(bench.busy(1)).isFalse();
        bench.change(new PrimitiveChange.UnwedgeSender(0)).arrive();
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.empty());
        assertThat(bench.send(0, 1, 0x40).takers(0x40)).isEqualTo(CpuSet.of(1));
    }

    @Test
    @DisplayName("a command outstanding at the crash holds the bit until it completes, or is written over (replace)")
    void pendingCommand() {
        Bench completed = Bench.of(FRONT_SIDE_BUS, 2).change(new PrimitiveChange.LeaveCommandPending(0));
        assertThat(completed.busy(0)).isTrue();
        assertThat(completed.arrive().busy(0)).isTrue();
        assertThat(completed
                        .change(new PrimitiveChange.CompletePendingCommand(0))
                        .busy(0))
                .isFalse();
        assertThat(completed.state.slots()).isZero();

        Bench replaced = Bench.of(FRONT_SIDE_BUS, 2).change(new PrimitiveChange.LeaveCommandPending(0));
        replaced.write(0, 1, 0x40).change(new PrimitiveChange.CompletePendingCommand(0));
        assertThat(replaced.busy(0))
                .as("the new command is under way, not the old one")
                .isTrue();
        assertThat(replaced.arrive().takers(0x40)).isEqualTo(CpuSet.of(1));
    }

    @Test
    @DisplayName("replace takes an aborted message off the 3-wire bus, so that the next one gets it")
    void replaceFreesTheBus() {
        Bench bench = Bench.of(InterconnectKind.APIC_BUS, 4)
                .write(0, 1, 0x40)
                .write(2, 3, 0x41)
                .write(0, 1, 0x42);
        bench.arrive();
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.empty());
        assertThat(bench.takers(0x41)).isEqualTo(CpuSet.of(3));
        assertThat(bench.takers(0x42)).isEqualTo(CpuSet.of(1));
        assertThat(bench.state.is(0, COMMAND_QUEUED)).isFalse();
    }
}
