package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.apic.Deviation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("apic-facts 6: faults of INIT, start-up, SMM, VMX and machine checks, and what a test sees of them")
class StartUpFaultsTest {
    private static final long MS = Picoseconds.MILLISECOND;
    private static final int NMI = 0x400;
    private static final int INIT = 0x4500;
    private static final int STARTUP = 0x611;
    private static final int NMI_TO_OTHERS = 0xC_0400;

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("DEST_WAIT_SIPI: BUSY 0, no answer to the NMI; a start-up message works, and the NMI is taken then")
    void destWaitSipi(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("dest-wait-sipi:cpus=1").on(kind).byHand();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).isZero();
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.startedAt(1)).containsExactly(0x11);
        assertThat(machine.nmis(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("DEST_IN_SMM: BUSY 0, the answer is late by what is left of SMM")
    void destInSmm(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("in-smm:cpus=1,duration=2ms").on(kind).byHand();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.isBusy(0)).isFalse();
        machine.advance(2 * MS - machine.nowPs() - 1);
        assertThat(machine.nmis(1)).isZero();
        machine.advance(1);
        assertThat(machine.nmis(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("SIPI_LOST_IN_SMM: BUSY 0, the CPU never starts; a second start-up message cures it")
    void sipiLostInSmm() {
        HandDrivenMachine machine = Faulty.with("in-smm:cpus=1,duration=1ms").byHand();
        Hand.send(machine, 0, 1, INIT);
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.isBusy(0)).isFalse();
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.startedAt(1)).isEmpty();
        assertThat(machine.waitsForStartup(1)).as("the INIT was held").isTrue();
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.startedAt(1)).containsExactly(0x11);
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("SIPI_NOT_WAITING: no restart")
    void sipiNotWaiting(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("sipi-not-waiting:cpus=1,at=1us").on(kind).byHand();
        MachineState before = machine.state();
        machine.advance(10 * US);
        assertThat(machine.startedAt(1)).isEmpty();
        assertThat(machine.state()).isEqualTo(before);
    }

    @ParameterizedTest(name = "INIT at 0, start-up at {0} us, and again at {1} us: the CPU runs: {2}")
    @CsvSource({
        // The other INIT lands at 15 us.
        "10, 0, false",
        "10, 20, true",
        "20, 0, true"
    })
    @DisplayName("SIPI_TOO_SOON: an INIT behind the start-up message takes it away; later, or a second one, cures it")
    void sipiTooSoon(long first, long second, boolean runs) {
        HandDrivenMachine machine =
                Faulty.with("sipi-too-soon:cpus=1,init-at=15us").byHand();
        Hand.write(machine, 0, 1, INIT);
        machine.advance(first * US);
        Hand.write(machine, 0, 1, STARTUP);
        if (second > 0) {
            machine.advance((second - first) * US);
            Hand.write(machine, 0, 1, STARTUP);
        }
        machine.advance(MS);
        assertThat(machine.startedAt(1)).isNotEmpty();
        assertThat(machine.waitsForStartup(1)).isEqualTo(!runs);
    }

    @ParameterizedTest(name = "{0}, de-assert ignored {1}: {2} INITs")
    @CsvSource({"APIC_BUS, false, 0", "INSTANT, true, 0", "FRONT_SIDE_BUS, false, 1"})
    @DisplayName("LEVEL_BIT_MISSING: read as a de-assert or dropped; the flag of the CPU that was to start stays 0")
    void levelBitMissing(InterconnectKind kind, boolean ignored, int inits) {
        Faulty faulty = Faulty.with("level-bit-missing:cpus=1").on(kind);
        HandDrivenMachine machine = (ignored ? faulty.deviation(Deviation.INIT_DEASSERT_IS_IGNORED) : faulty).byHand();
        machine.advance(20 * MS);
        assertThat(machine.isBusy(0)).isFalse();
        // The front-side bus sends the level as 1 whatever was written: not in the table, and not a fault there.
        assertThat(machine.inits(1)).isEqualTo(inits);
        assertThat(machine.startedAt(1)).hasSize(inits);
    }

    @ParameterizedTest(name = "deviation on: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("INIT_LEAVES_X2APIC: APIC_BASE.EXTD = 0 after INIT")
    void initLeavesX2apic(boolean on) {
        Faulty faulty = Faulty.with("dest-wait-sipi:cpus=1").x2apic();
        HandDrivenMachine machine = (on ? faulty.deviation(Deviation.INIT_LEAVES_X2APIC) : faulty).byHand();
        assertThat(machine.waitsForStartup(1)).isTrue();
        assertThat(Hand.isX2apic(machine, 1)).isEqualTo(!on);
        assertThat(Hand.isX2apic(machine, 2)).isTrue();
    }

    @Test
    @DisplayName("VMX_ROOT_INIT_BLOCKED: no restart until VMXOFF")
    void vmxRootInitBlocked() {
        HandDrivenMachine machine =
                Faulty.with("vmx-root-init-blocked:cpus=1,vmxoff-after=5ms").byHand();
        Hand.send(machine, 0, 1, INIT);
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.inits(1)).isZero();
        assertThat(machine.startedAt(1)).isEmpty();
        machine.advance(5 * MS);
        assertThat(machine.inits(1)).isEqualTo(1);
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.startedAt(1)).containsExactly(0x11);
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("INIT_TO_BSP: the machine resets")
    void initToBsp(InterconnectKind kind) {
        HandDrivenMachine machine = Faulty.with("init-to-bsp:at=5us").on(kind).byHand();
        machine.advance(4 * US);
        assertThat(machine.isReset()).isFalse();
        machine.advance(US);
        assertThat(machine.isReset()).isTrue();
    }

    @Test
    @DisplayName("MCE_BROADCAST_PARKED: the CPU with CR4.MCE clear shuts down, and the machine with it")
    void mceBroadcastParked() {
        HandDrivenMachine machine =
                Faulty.with("mce-broadcast-parked:cpus=2,at=5us").byHand();
        machine.advance(4 * US);
        assertThat(machine.isReset()).isFalse();
        machine.advance(US);
        assertThat(machine.isReset()).isTrue();
        assertThat(machine.state().is(2, MachineState.SHUT_DOWN)).isTrue();
    }

    @Test
    @DisplayName("MCE_BROADCAST_PARKED: with CR4.MCE set nothing happens, after an INIT it is clear")
    void mceAfterInit() {
        HandDrivenMachine machine = Faulty.with("healthy").byHand();
        machine.change(new PrimitiveChange.RaiseMachineCheck(2));
        assertThat(machine.isReset()).isFalse();
        Hand.send(machine, 0, 2, INIT);
        machine.change(new PrimitiveChange.RaiseMachineCheck(2));
        assertThat(machine.isReset())
                .as("even where it waits for its start-up message")
                .isTrue();
    }

    @Test
    @DisplayName("BROADCAST_UNBOOTED: the broadcast takes longer, and changes the state of a CPU nobody meant")
    void broadcastUnbooted() {
        HandDrivenMachine machine =
                Faulty.with("broadcast-unbooted:cpus=2,latency=10us").byHand();
        assertThat(machine.waitsForStartup(2)).isTrue();
        Hand.write(machine, 0, 0, NMI_TO_OTHERS);
        machine.advance(11 * US - 1);
        assertThat(machine.isBusy(0)).isTrue();
        machine.advance(1);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.latchedNmis(2)).isEqualTo(1);
        assertThat(machine.nmis(1)).isEqualTo(1);
        Hand.write(machine, 0, 1, NMI);
        machine.advance(US);
        assertThat(machine.nmis(1))
                .as("a message that does not name it is not slower")
                .isEqualTo(2);
    }
}
