package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.NS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.core.apic.ApicProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the local APIC's timer: one-shot, periodic, TSC deadline (apic-facts 1.4; SDM 10.5.4)")
class TimerTest {
    private static final int LVT = ApicRegister.LVT_TIMER.offset();
    private static final int INITIAL = ApicRegister.TIMER_INITIAL_COUNT.offset();
    private static final int CURRENT = ApicRegister.TIMER_CURRENT_COUNT.offset();
    private static final int DIVIDE = ApicRegister.TIMER_DIVIDE.offset();
    private static final int BY_1 = 0xB;
    private static final int ONE_SHOT = 0x41;
    private static final int PERIODIC = 0x2_0041;
    private static final int DEADLINE = 0x4_0041;
    private static final int MASKED = 0x1_0000;
    private static final int TSC_DEADLINE = 0x6E0;
    private static final long TICK = 10 * NS;

    /** The timer's clock ticks every 10 ns; CPU 1 divides it by 1. */
    private static HandDrivenMachine machine(int lvt) {
        HandDrivenMachine machine = new HandDrivenMachine(MachineModel.builder(
                        Machines.spec(InterconnectKind.FRONT_SIDE_BUS, 2).toBuilder()
                                .generation(ApicGeneration.X2APIC)
                                .interconnect(InterconnectKind.FRONT_SIDE_BUS)
                                .build(),
                        Machines.timing(parameter -> parameter == TimingParameter.APIC_TIMER_TICK ? TICK : 0))
                .options(Hand.options(ApicProfile.SDM))
                .build());
        machine.store(1, DIVIDE, BY_1);
        machine.store(1, LVT, lvt);
        return machine;
    }

    private static int fired(HandDrivenMachine machine) {
        return machine.vectors(1).size();
    }

    @ParameterizedTest(name = "divide configuration {0}: by {1}")
    @CsvSource({"0, 2", "1, 4", "2, 8", "3, 16", "8, 32", "9, 64", "A, 128", "B, 1"})
    @DisplayName("1.4: divide configuration: bits 3, 1 and 0")
    void divisors(String configuration, int divisor) {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, DIVIDE, Integer.parseInt(configuration, 16));
        machine.store(1, INITIAL, 100);
        machine.advance(100 * divisor * TICK - 1);
        assertThat(machine.load(1, CURRENT)).isEqualTo(1);
        assertThat(fired(machine)).isZero();
        machine.advance(1);
        assertThat(fired(machine)).isEqualTo(1);
        assertThat(machine.load(1, CURRENT)).isZero();
    }

    @Test
    @DisplayName("one-shot: counts down to 0, fires once and stays 0; the initial count stays")
    void oneShot() {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, INITIAL, 10);
        assertThat(machine.load(1, CURRENT)).isEqualTo(10);
        machine.advance(3 * TICK);
        assertThat(machine.load(1, CURRENT)).isEqualTo(7);
        machine.advance(100 * TICK);
        assertThat(machine.load(1, CURRENT)).isZero();
        assertThat(machine.load(1, INITIAL)).isEqualTo(10);
        assertThat(fired(machine)).isEqualTo(1);
    }

    @Test
    @DisplayName("each expiry is told to who listens, masked or not")
    void events() {
        List<Long> times = new ArrayList<>();
        MachineModel model = Hand.model(
                ApicGeneration.XAPIC, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS, 2, builder -> builder);
        HandDrivenMachine machine = new HandDrivenMachine(model, (timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.TIMER_EXPIRED) {
                times.add(timePs);
            }
        });
        machine.store(1, DIVIDE, BY_1);
        machine.store(1, LVT, PERIODIC | MASKED);
        machine.store(1, INITIAL, 100);
        machine.advance(250);
        assertThat(times).containsExactly(100L, 200L);
    }

    @Test
    @DisplayName("one-shot: a new initial count starts anew, 0 stops")
    void restart() {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, INITIAL, 10);
        machine.advance(9 * TICK);
        machine.store(1, INITIAL, 20);
        machine.advance(19 * TICK);
        assertThat(fired(machine)).isZero();
        machine.advance(TICK);
        assertThat(fired(machine)).isEqualTo(1);
        machine.store(1, INITIAL, 10);
        machine.store(1, INITIAL, 0);
        assertThat(machine.load(1, CURRENT)).isZero();
        machine.advance(100 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
    }

    @Test
    @DisplayName("one-shot: a count of FFFFFFFFH is unsigned")
    void longCount() {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, INITIAL, -1);
        machine.advance(TICK);
        assertThat(machine.load(1, CURRENT)).isEqualTo(-2);
        assertThat(fired(machine)).isZero();
        machine.advance(0xFFFF_FFFEL * TICK);
        assertThat(fired(machine)).isEqualTo(1);
    }

    @Test
    @DisplayName("periodic: reloads the initial count and fires each time")
    void periodic() {
        HandDrivenMachine machine = machine(PERIODIC);
        machine.store(1, INITIAL, 10);
        machine.advance(35 * TICK);
        assertThat(fired(machine)).isEqualTo(3);
        assertThat(machine.load(1, CURRENT)).isEqualTo(5);
    }

    @ParameterizedTest(name = "LVT {0}")
    @ValueSource(ints = {ONE_SHOT, PERIODIC, DEADLINE})
    @DisplayName("masked: the time goes by without an interrupt")
    void masked(int lvt) {
        HandDrivenMachine machine = machine(lvt | MASKED);
        machine.store(1, INITIAL, 10);
        machine.writeMsr(1, TSC_DEADLINE, 10);
        machine.advance(15 * TICK);
        assertThat(fired(machine)).isZero();
        assertThat(machine.load(1, CURRENT)).isEqualTo(lvt == PERIODIC ? 5 : 0);
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(0);
    }

    @Test
    @DisplayName("a change of mode between one-shot and periodic neither reloads nor stops the count")
    void modeChange() {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, INITIAL, 10);
        machine.advance(4 * TICK);
        machine.store(1, LVT, PERIODIC);
        assertThat(machine.load(1, CURRENT)).isEqualTo(6);
        machine.advance(6 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
        assertThat(machine.load(1, CURRENT)).as("periodic now").isEqualTo(10);
        machine.store(1, LVT, ONE_SHOT);
        machine.advance(50 * TICK);
        assertThat(fired(machine)).isEqualTo(2);
        machine.store(1, LVT, PERIODIC);
        machine.advance(50 * TICK);
        assertThat(machine.load(1, CURRENT))
                .as("it had ended; only a new count starts it")
                .isZero();
        assertThat(fired(machine)).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "another divider while it counts: what is left is counted at the new speed; where nothing counts, nothing happens")
    void dividerChange() {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, INITIAL, 10);
        machine.advance(4 * TICK);
        machine.store(1, DIVIDE, 0);
        assertThat(machine.load(1, CURRENT)).isEqualTo(6);
        machine.advance(12 * TICK - 1);
        assertThat(fired(machine)).isZero();
        machine.advance(1);
        assertThat(fired(machine)).isEqualTo(1);
        machine.store(1, DIVIDE, BY_1);
        machine.advance(100 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
        assertThat(machine.load(1, CURRENT)).isZero();
    }

    @Test
    @DisplayName("TSC deadline: fires once when the time has come; the MSR reads the deadline, and 0 afterwards")
    void deadline() {
        HandDrivenMachine machine = machine(DEADLINE);
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(0);
        assertThat(machine.writeMsr(1, TSC_DEADLINE, 20)).isTrue();
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(20);
        machine.advance(20 * TICK - 1);
        assertThat(fired(machine)).isZero();
        machine.advance(1);
        assertThat(fired(machine)).isEqualTo(1);
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(0);
        machine.advance(100 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
        machine.writeMsr(1, TSC_DEADLINE, 5);
        machine.settle();
        machine.advance(0);
        assertThat(fired(machine)).as("a time that is past: at once").isEqualTo(2);
    }

    @Test
    @DisplayName(
            "TSC deadline: 0 disarms; a later one takes the place of an earlier one; one beyond all time never comes")
    void disarm() {
        HandDrivenMachine machine = machine(DEADLINE);
        machine.writeMsr(1, TSC_DEADLINE, 20);
        machine.writeMsr(1, TSC_DEADLINE, 0);
        machine.advance(50 * TICK);
        machine.writeMsr(1, TSC_DEADLINE, 60);
        machine.writeMsr(1, TSC_DEADLINE, 70);
        machine.advance(15 * TICK);
        assertThat(fired(machine)).isZero();
        machine.advance(5 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
        for (long never : new long[] {-1, Long.MAX_VALUE, Long.MAX_VALUE / TICK + 1}) {
            assertThat(machine.writeMsr(1, TSC_DEADLINE, never)).isTrue();
            assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(never);
            machine.advance(1000 * TICK);
        }
        assertThat(fired(machine)).isEqualTo(1);
    }

    @Test
    @DisplayName("TSC deadline: initial count and divider are of no effect, the current count reads 0")
    void deadlineIgnoresCount() {
        HandDrivenMachine machine = machine(DEADLINE);
        machine.writeMsr(1, TSC_DEADLINE, 20);
        machine.store(1, INITIAL, 5);
        machine.store(1, DIVIDE, 0);
        assertThat(machine.load(1, INITIAL)).isZero();
        assertThat(machine.load(1, CURRENT)).isZero();
        machine.advance(19 * TICK);
        assertThat(fired(machine)).isZero();
        machine.advance(TICK);
        assertThat(fired(machine)).as("still armed").isEqualTo(1);
    }

    @Test
    @DisplayName(
            "TSC deadline: masking and unmasking leave it armed; the way out of the mode disarms it, the way in stops the count")
    void deadlineAndModes() {
        HandDrivenMachine machine = machine(DEADLINE);
        machine.writeMsr(1, TSC_DEADLINE, 20);
        machine.store(1, LVT, DEADLINE | MASKED);
        machine.store(1, LVT, DEADLINE);
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(20);
        machine.advance(20 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
        machine.writeMsr(1, TSC_DEADLINE, 40);
        machine.store(1, LVT, ONE_SHOT);
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(0);
        machine.advance(30 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
        machine.store(1, INITIAL, 10);
        machine.store(1, LVT, DEADLINE);
        machine.advance(30 * TICK);
        assertThat(fired(machine)).isEqualTo(1);
    }

    @Test
    @DisplayName("outside of its mode the deadline cannot be set")
    void deadlineOutsideItsMode() {
        HandDrivenMachine machine = machine(ONE_SHOT);
        machine.store(1, INITIAL, 10);
        assertThat(machine.writeMsr(1, TSC_DEADLINE, 5)).isTrue();
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(0);
        machine.advance(9 * TICK);
        assertThat(fired(machine)).isZero();
        machine.advance(TICK);
        assertThat(fired(machine)).as("the count was not touched").isEqualTo(1);
    }

    @ParameterizedTest(name = "LVT {0}")
    @ValueSource(ints = {ONE_SHOT, PERIODIC, DEADLINE})
    @DisplayName("1.4: INIT stops it")
    void init(int lvt) {
        HandDrivenMachine machine = machine(lvt);
        machine.store(1, INITIAL, 10);
        machine.writeMsr(1, TSC_DEADLINE, 10);
        Hand.send(machine, 0, 1, 0x500);
        assertThat(machine.readMsr(1, TSC_DEADLINE)).hasValue(0);
        Hand.send(machine, 0, 1, 0x611);
        machine.store(1, ApicRegister.SVR.offset(), 0x1FF);
        machine.store(1, LVT, lvt);
        machine.change(new PrimitiveChange.EnableInterrupts(1));
        machine.advance(100 * TICK);
        assertThat(fired(machine)).isZero();
    }

    @Test
    @DisplayName("other modes than deadline need no generation that has it: bit 18 is reserved there")
    void olderParts() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        machine.store(1, LVT, DEADLINE);
        assertThat(machine.load(1, LVT)).isEqualTo(ONE_SHOT);
        machine.store(1, INITIAL, 10);
        machine.advance(Machines.US);
        assertThat(machine.vectors(1)).containsExactly(0x41);
    }
}
