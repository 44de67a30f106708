package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("rules of the ICR, one by one (apic-facts 1.5 I1 to I9 but I7, 1.6 X1 to X8)")
class IcrOnMachineTest {
    private static final int ICR = ApicRegister.ICR.offset();
    private static final int ICR2 = ApicRegister.ICR2.offset();
    private static final int X2_ICR = 0x830;
    private static final int SELF_IPI = 0x83F;

    private static HandDrivenMachine xapic(int cpus) {
        return Hand.of(ApicGeneration.XAPIC, cpus);
    }

    private static List<Integer> takers(HandDrivenMachine machine, int vector) {
        return IntStream.range(0, machine.cpus().size())
                .filter(cpu -> machine.vectors(cpu).contains(vector))
                .boxed()
                .toList();
    }

    @Test
    @DisplayName("I1: only the write of the low word sends")
    void i1() {
        HandDrivenMachine machine = xapic(2);
        machine.store(0, ICR, 0xC_0041);
        machine.settle();
        machine.store(0, ICR2, 1 << 24);
        machine.store(0, ICR2, 1 << 24);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x41);
        machine.store(0, ICR, 0x42);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x41, 0x42);
        assertThat(machine.load(0, ICR2)).isEqualTo(1 << 24);
        assertThat(machine.load(0, ICR)).isEqualTo(0x42);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I2: bit 12 is read-only: 1 while the command is under way, whatever was written")
    void i2(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        Hand.write(machine, 0, 1, 0x41);
        assertThat(machine.load(0, ICR)).isEqualTo(0x1041);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.isBusy(1)).isFalse();
        assertThat(machine.awaitIdle(0, Machines.US / 2)).isFalse();
        assertThat(machine.awaitIdle(0, Machines.US)).isTrue();
        assertThat(machine.load(0, ICR)).isEqualTo(0x41);
        Hand.send(machine, 0, 1, 0x1042);
        assertThat(machine.load(0, ICR)).isEqualTo(0x42);
        assertThat(machine.vectors(1)).containsExactly(0x41, 0x42);
    }

    @ParameterizedTest(name = "{0}, shorthand {1}: {2}")
    @CsvSource({
        "P6, self, 1",
        "P6, all, 0 1 2",
        "P6, others, 0 2",
        "XAPIC, self, 1",
        "XAPIC, all, 0 1 2",
        "XAPIC, others, 0 2"
    })
    @DisplayName("I3: with a shorthand destination and destination mode do not count")
    void i3(ApicGeneration generation, String shorthand, String reached) {
        int code = List.of("none", "self", "all", "others").indexOf(shorthand) << 18;
        for (int low : new int[] {0x041, 0x841}) {
            for (int destination : new int[] {0, 2, 0x0F, 0xFF}) {
                HandDrivenMachine machine = Hand.of(generation, 3);
                // Logical ids that no destination names.
                for (int cpu = 0; cpu < 3; cpu++) {
                    machine.store(cpu, ApicRegister.LDR.offset(), 0);
                }
                Hand.send(machine, 1, destination, code | low);
                assertThat(takers(machine, 0x41))
                        .as("%x to %x", low, destination)
                        .isEqualTo(List.of(reached.split(" ")).stream()
                                .map(Integer::valueOf)
                                .toList());
            }
        }
    }

    @ParameterizedTest(name = "trigger level {0}, level {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName("I4: Pentium 4 and later send level 1 and trigger edge whatever was written")
    void i4(boolean levelTriggered, boolean assertLevel) {
        HandDrivenMachine machine = xapic(2);
        machine.interrupts(1, false);
        Hand.send(machine, 0, 1, 0x41 | (levelTriggered ? 0x8000 : 0) | (assertLevel ? 0x4000 : 0));
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x41);
        assertThat(machine.bits(1, ApicRegister.TMR)).isEmpty();
        HandDrivenMachine init = xapic(2);
        Hand.send(init, 0, 1, 0x500 | (levelTriggered ? 0x8000 : 0) | (assertLevel ? 0x4000 : 0));
        assertThat(init.inits(1)).as("no level de-assert").isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}: {1} INITs")
    @CsvSource({"PENTIUM, 0", "P6, 0", "XAPIC, 1", "XAPIC_NEHALEM, 1", "X2APIC, 1"})
    @DisplayName("I5: INIT level de-assert goes to all and only loads arbitration ids; later parts have none")
    void i5(ApicGeneration generation, int inits) {
        HandDrivenMachine machine = Hand.of(generation, 3);
        Hand.send(machine, 0, 2, 0x8500);
        assertThat(machine.inits(2)).isEqualTo(inits);
        assertThat(machine.inits(1)).isZero();
        MachineState state = machine.state();
        assertThat(IntStream.range(0, 3).mapToLong(cpu -> state.get(cpu, MachineState.ARBITRATION_ID)))
                .containsExactly(0L, 1L, 2L);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("I6: shorthand self: here over the interconnect, so the bit is 1 until the vector is accepted")
    void i6(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        machine.interrupts(1, false);
        machine.store(1, ICR, 0x4_0041);
        assertThat(machine.isBusy(1)).isTrue();
        assertThat(machine.bits(1, ApicRegister.IRR)).isEmpty();
        machine.settle();
        assertThat(machine.isBusy(1)).isFalse();
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x41);
    }

    @Test
    @DisplayName("I8: a handler's IPI between the two writes takes the destination along (ICR2_RACE)")
    void i8() {
        HandDrivenMachine machine = xapic(3);
        machine.store(0, ICR2, 1 << 24);
        Hand.send(machine, 0, 2, 0x51);
        machine.store(0, ICR, 0x41);
        machine.settle();
        assertThat(takers(machine, 0x41)).as("the wrong CPU").containsExactly(2);
        machine.store(0, ICR2, 1 << 24);
        machine.store(0, ICR, 0xC_0052);
        machine.settle();
        machine.store(0, ICR, 0x42);
        machine.settle();
        assertThat(takers(machine, 0x42)).as("a shorthand needs no destination").containsExactly(1);
    }

    @ParameterizedTest(name = "{0}: {1} arrive")
    @CsvSource({"REPLACE, 43", "IGNORE, 41", "QUEUE_ONE, 41 43"})
    @DisplayName("I9: there is one ICR: a write while the bit is 1 is lost or loses another, as the option says")
    void i9(IcrWriteWhileBusy option, String arriving) {
        HandDrivenMachine machine = Hand.of(
                ApicGeneration.XAPIC,
                2,
                builder -> builder.options(Hand.options(ApicProfile.SDM).with(option)));
        Hand.write(machine, 0, 1, 0x41);
        Hand.write(machine, 0, 1, 0x42);
        Hand.write(machine, 0, 1, 0x43);
        machine.settle();
        assertThat(machine.vectors(1))
                .isEqualTo(List.of(arriving.split(" ")).stream()
                        .map(text -> Integer.parseInt(text, 16))
                        .toList());
        Hand.send(machine, 0, 1, 0x44);
        assertThat(machine.vectors(1))
                .as("idle before the write: nothing is lost")
                .endsWith(0x44);
    }

    @Test
    @DisplayName("X1: one WRMSR sends, with 32 bits of destination")
    void x1() {
        HandDrivenMachine machine = Hand.x2apic(3);
        assertThat(machine.writeMsr(0, X2_ICR, 2L << 32 | 0x41)).isTrue();
        machine.settle();
        machine.writeMsr(0, X2_ICR, 0x102L << 32 | 0x42);
        machine.settle();
        assertThat(machine.vectors(2)).containsExactly(0x41);
    }

    @Test
    @DisplayName(
            "X2: there is no delivery status: bit 12 is ignored when written and never 1, also while a message is under way")
    void x2() {
        HandDrivenMachine machine = Hand.x2apic(2);
        assertThat(machine.writeMsr(0, X2_ICR, 1L << 32 | 0x1041)).isTrue();
        assertThat(machine.readMsr(0, X2_ICR)).hasValue(1L << 32 | 0x41);
        assertThat(machine.isBusy(0)).isFalse();
        machine.writeMsr(0, X2_ICR, 1L << 32 | 0x42);
        machine.settle();
        assertThat(machine.vectors(1))
                .as("nothing stands in the way of the second")
                .containsExactlyInAnyOrder(0x41, 0x42);
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 16, 17, 20, 21, 25, 31})
    @DisplayName("X3: bits 31:20, 17:16 and 13 raise #GP, and nothing is sent")
    void x3(int bit) {
        HandDrivenMachine machine = Hand.x2apic(2);
        assertThat(machine.writeMsr(0, X2_ICR, 1L << 32 | 1L << bit | 0x41)).isFalse();
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.readMsr(0, X2_ICR)).hasValue(0);
    }

    @Test
    @DisplayName("X4: RDMSR need not return what was written; here it does, but for bit 12")
    void x4() {
        HandDrivenMachine machine = Hand.x2apic(2);
        machine.writeMsr(0, X2_ICR, 0xDEAD_BEEF_000C_D041L);
        assertThat(machine.readMsr(0, X2_ICR)).hasValue(0xDEAD_BEEF_000C_C041L);
    }

    @ParameterizedTest(name = "logical {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("X5: FFFFFFFFH reaches everybody, physical and logical")
    void x5(boolean logical) {
        HandDrivenMachine machine = Hand.x2apic(3);
        machine.writeMsr(1, X2_ICR, 0xFFFF_FFFFL << 32 | (logical ? 0x800 : 0) | 0x41);
        machine.settle();
        assertThat(takers(machine, 0x41)).containsExactly(0, 1, 2);
    }

    @Test
    @DisplayName("X6: SELF IPI: fixed and edge; in the IRR when the WRMSR is over; RDMSR raises #GP")
    void x6() {
        HandDrivenMachine machine = Hand.x2apic(2);
        machine.interrupts(1, false);
        assertThat(machine.writeMsr(1, SELF_IPI, 0x41)).isTrue();
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x41);
        assertThat(machine.bits(1, ApicRegister.TMR)).isEmpty();
        assertThat(machine.bits(0, ApicRegister.IRR)).isEmpty();
        assertThat(machine.readMsr(1, SELF_IPI)).isEmpty();
        assertThat(machine.readMsr(1, X2_ICR)).as("the ICR is another register").hasValue(0);
        machine.interrupts(1, true);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x41);
    }

    @Test
    @DisplayName("X7: lowest priority where it is not supported: not sent, ESR bit 4 alone, whatever the vector")
    void x7() {
        HandDrivenMachine machine = Hand.x2apic(
                2,
                builder -> builder.options(
                        Hand.options(ApicProfile.SDM.with(Deviation.LOWEST_PRIORITY_IS_UNSUPPORTED, true))));
        Hand.send(machine, 0, 1, 0x141);
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(Hand.errors(machine, 0)).isEqualTo(0x10);
        Hand.send(machine, 0, 1, 0x107);
        assertThat(Hand.errors(machine, 0)).isEqualTo(0x10);
        assertThat(Hand.errors(machine, 1)).isZero();
        HandDrivenMachine supported = Hand.x2apic(2);
        Hand.send(supported, 0, 1, 0x141);
        assertThat(supported.vectors(1)).containsExactly(0x41);
        assertThat(Hand.errors(supported, 0)).isZero();
    }

    @ParameterizedTest(name = "{0}: remote read status as read {1}")
    @CsvSource({"PENTIUM, 20000", "P6, 20000", "XAPIC, 0"})
    @DisplayName("1.5: remote read status is read-only where there is one; elsewhere its bits are reserved and stored")
    void remoteReadStatus(ApicGeneration generation, String status) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        Hand.send(machine, 0, 1, 0x302);
        assertThat(machine.load(0, ICR) & 0x3_0000).isEqualTo(Integer.parseInt(status, 16));
        assertThat(machine.load(0, ApicRegister.REMOTE_READ.offset()))
                .isEqualTo(generation == ApicGeneration.XAPIC ? 0 : 1 << 24);
        Hand.send(machine, 0, 1, 0x1_0041);
        assertThat(machine.load(0, ICR) & 0x3_0000)
                .isEqualTo(generation == ApicGeneration.XAPIC ? 0x1_0000 : Integer.parseInt(status, 16));
        assertThat(machine.vectors(1)).containsExactly(0x41);
    }

    @ParameterizedTest(name = "{0}, low word {1}")
    @CsvSource({
        "P6, 40441",
        "P6, 8041",
        "P6, C8241",
        "P6, C8641",
        "P6, 741",
        "XAPIC, 40441",
        "XAPIC, 40541",
        "XAPIC, 341",
        "XAPIC, 741"
    })
    @DisplayName(
            "Tables 10-3, 10-4: what is invalid or dropped is not sent: the bit stays 0, nobody gets anything, no error")
    void notSent(ApicGeneration generation, String low) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        Hand.write(machine, 0, 1, Integer.parseInt(low, 16));
        assertThat(machine.isBusy(0)).isFalse();
        MachineState written = machine.state();
        machine.settle();
        assertThat(machine.state()).isEqualTo(written);
        assertThat(machine.nmis(0) + machine.nmis(1) + machine.inits(1)).isZero();
        assertThat(Hand.errors(machine, 0)).isZero();
    }
}
