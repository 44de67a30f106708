package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("error status: when each bit is set, the latch, the error interrupt (apic-facts 1.11)")
class ErrorStatusTest {
    private static final int ESR = ApicRegister.ESR.offset();
    private static final int LVT_ERROR = ApicRegister.LVT_ERROR.offset();
    private static final int SEND_ACCEPT = 0x04;
    private static final int RECEIVE_ACCEPT = 0x08;
    private static final int SEND_ILLEGAL = 0x20;
    private static final int RECEIVE_ILLEGAL = 0x40;
    private static final int ILLEGAL_REGISTER = 0x80;
    private static final int RESERVED_SLOT = 0x010;

    private static HandDrivenMachine machine() {
        return Hand.of(ApicGeneration.XAPIC, 3);
    }

    @ParameterizedTest(name = "writing {0}")
    @ValueSource(ints = {0, 0xFF, -1})
    @DisplayName("errors collect out of sight; a write, of whatever, shows them and begins anew; two writes clear")
    void latch(int value) {
        HandDrivenMachine machine = machine();
        machine.load(1, RESERVED_SLOT);
        assertThat(machine.load(1, ESR)).as("old data").isZero();
        machine.store(1, ESR, value);
        assertThat(machine.load(1, ESR)).isEqualTo(ILLEGAL_REGISTER);
        assertThat(machine.load(1, ESR)).as("reading clears nothing").isEqualTo(ILLEGAL_REGISTER);
        Hand.send(machine, 1, 9, 0x07);
        assertThat(machine.load(1, ESR)).as("old data").isEqualTo(ILLEGAL_REGISTER);
        machine.store(1, ESR, value);
        assertThat(machine.load(1, ESR)).isEqualTo(SEND_ILLEGAL);
        machine.store(1, ESR, value);
        assertThat(machine.load(1, ESR)).isZero();
    }

    @Test
    @DisplayName("several errors between two writes show together")
    void together() {
        HandDrivenMachine machine = machine();
        machine.store(1, RESERVED_SLOT, 0);
        Hand.send(machine, 1, 0, 0x4_0007);
        assertThat(Hand.errors(machine, 1)).isEqualTo(SEND_ILLEGAL | RECEIVE_ILLEGAL | ILLEGAL_REGISTER);
        assertThat(Hand.errors(machine, 0)).isZero();
    }

    @Test
    @DisplayName("x2APIC: the ESR takes 0 only")
    void x2apic() {
        HandDrivenMachine machine = Hand.x2apic(2);
        Hand.send(machine, 0, 1, 0x07);
        assertThat(machine.writeMsr(0, 0x828, 1)).isFalse();
        assertThat(machine.readMsr(0, 0x828)).hasValue(0);
        assertThat(machine.writeMsr(0, 0x828, 0)).isTrue();
        assertThat(machine.readMsr(0, 0x828)).hasValue(SEND_ILLEGAL);
        assertThat(Hand.errors(machine, 1)).isEqualTo(RECEIVE_ILLEGAL);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bits 5 and 6: vectors 0 to 15, fixed and lowest priority; nothing is put in the IRR")
    void illegalVectors(ApicGeneration generation) {
        for (int vector : new int[] {0, 7, 15, 16, 31}) {
            for (int mode : new int[] {0, 0x100}) {
                HandDrivenMachine machine = Hand.of(generation, 2);
                machine.interrupts(1, false);
                Hand.send(machine, 0, 1, mode | vector);
                boolean illegal = vector < 16;
                assertThat(Hand.errors(machine, 0)).as("vector %d", vector).isEqualTo(illegal ? SEND_ILLEGAL : 0);
                assertThat(Hand.errors(machine, 1)).as("vector %d", vector).isEqualTo(illegal ? RECEIVE_ILLEGAL : 0);
                assertThat(machine.bits(1, ApicRegister.IRR).isEmpty()).isEqualTo(illegal);
            }
        }
        HandDrivenMachine machine = Hand.of(generation, 2);
        Hand.send(machine, 0, 1, 0x407);
        Hand.send(machine, 0, 1, 0x507);
        Hand.send(machine, 0, 1, 0x607);
        assertThat(Hand.errors(machine, 0))
                .as("of NMI, INIT and start-up the vector does not count")
                .isZero();
    }

    @Test
    @DisplayName("bits 5 and 6: SELF IPI and shorthand self below 16 set both in one APIC")
    void illegalSelf() {
        HandDrivenMachine machine = Hand.x2apic(2);
        machine.writeMsr(1, 0x83F, 15);
        assertThat(Hand.errors(machine, 1)).isEqualTo(SEND_ILLEGAL | RECEIVE_ILLEGAL);
        machine.writeMsr(1, 0x83F, 16);
        assertThat(Hand.errors(machine, 1)).isZero();
        Hand.send(machine, 1, 0, 0x4_000F);
        assertThat(Hand.errors(machine, 1)).isEqualTo(SEND_ILLEGAL | RECEIVE_ILLEGAL);
    }

    @Test
    @DisplayName("bit 6: a local interrupt with such a vector; of the error interrupt itself too, once")
    void illegalLocal() {
        HandDrivenMachine machine = machine();
        machine.store(1, ApicRegister.LVT_LINT0.offset(), 0x0F);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(Hand.errors(machine, 1)).isEqualTo(RECEIVE_ILLEGAL);
        machine.store(1, LVT_ERROR, 0x05);
        machine.load(1, RESERVED_SLOT);
        assertThat(Hand.errors(machine, 1)).isEqualTo(RECEIVE_ILLEGAL | ILLEGAL_REGISTER);
        machine.store(1, ApicRegister.LVT_TIMER.offset(), 0x0F);
        machine.store(1, LVT_ERROR, 0x41);
        machine.store(1, ApicRegister.TIMER_INITIAL_COUNT.offset(), 1);
        machine.advance(Machines.US);
        assertThat(machine.vectors(1))
                .as("the error interrupt about the timer's vector")
                .containsExactly(0x41);
    }

    @ParameterizedTest(name = "{0}: sender {1}, others {2}")
    @CsvSource({"PENTIUM, 4, 8", "P6, 4, 8", "XAPIC, 0, 0", "XAPIC_NEHALEM, 0, 0", "X2APIC, 0, 0"})
    @DisplayName("bits 2 and 3: nobody accepts, on the 3-wire bus only; a start-up message too (D7)")
    void acceptErrors(ApicGeneration generation, int sender, int others) {
        for (int low : new int[] {0x400, 0x611}) {
            HandDrivenMachine machine = Hand.of(generation, 3);
            Hand.write(machine, 0, 9, low);
            machine.advance(2 * Machines.US);
            assertThat(Hand.errors(machine, 0)).isEqualTo(sender);
            assertThat(Hand.errors(machine, 1)).isEqualTo(others);
            assertThat(Hand.errors(machine, 2)).isEqualTo(others);
        }
        assertThat(SEND_ACCEPT | RECEIVE_ACCEPT).isEqualTo(4 | 8);
    }

    @Test
    @DisplayName("the error interrupt comes with the first error; a write of the ESR re-arms it")
    void rearmed() {
        HandDrivenMachine machine = machine();
        machine.store(1, LVT_ERROR, 0x41);
        machine.load(1, RESERVED_SLOT);
        machine.load(1, RESERVED_SLOT);
        machine.settle();
        Hand.send(machine, 0, 1, 0x07);
        assertThat(machine.vectors(1)).as("one").containsExactly(0x41);
        machine.store(1, ESR, 0);
        machine.settle();
        assertThat(machine.vectors(1)).as("the write is no error").containsExactly(0x41);
        Hand.send(machine, 0, 1, 0x07);
        assertThat(machine.vectors(1)).as("armed again").containsExactly(0x41, 0x41);
    }

    @Test
    @DisplayName("masked: errors are noted all the same, and no interrupt comes")
    void masked() {
        HandDrivenMachine machine = machine();
        machine.store(1, LVT_ERROR, 0x1_0041);
        machine.load(1, RESERVED_SLOT);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
        machine.store(1, LVT_ERROR, 0x41);
        machine.settle();
        assertThat(machine.vectors(1))
                .as("unmasking brings none after the event")
                .isEmpty();
        assertThat(Hand.errors(machine, 1)).isEqualTo(ILLEGAL_REGISTER);
    }

    @Test
    @DisplayName("each error is told to who listens")
    void events() {
        StringBuilder seen = new StringBuilder();
        HandDrivenMachine machine = new HandDrivenMachine(
                Hand.model(
                        ApicGeneration.XAPIC, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS, 2, builder -> builder),
                (timePs, kind, cpu, a, b) -> {
                    if (kind == EventKind.ERROR_LATCHED) {
                        seen.append(cpu).append(':').append(a).append(' ');
                    }
                });
        Hand.send(machine, 0, 1, 0x07);
        assertThat(seen).hasToString("0:32 1:64 ");
    }
}
