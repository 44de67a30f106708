package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("SVR and the software-disabled APIC: what still works and what stops (apic-facts 1.10)")
class SoftwareDisableTest {
    private static final int SVR = ApicRegister.SVR.offset();
    private static final List<ApicRegister> LVT = List.of(
            ApicRegister.LVT_TIMER,
            ApicRegister.LVT_THERMAL,
            ApicRegister.LVT_PERF,
            ApicRegister.LVT_LINT0,
            ApicRegister.LVT_LINT1,
            ApicRegister.LVT_ERROR);

    private static HandDrivenMachine disabled(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 3);
        machine.store(1, SVR, 0xFF);
        return machine;
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("accepts NMI, INIT, start-up and SMI")
    void accepts(ApicGeneration generation) {
        HandDrivenMachine machine = disabled(generation);
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).isEqualTo(1);
        Hand.send(machine, 0, 2, 0xC00);
        assertThat(machine.nmis(1)).as("by logical destination too").isEqualTo(2);
        Hand.send(machine, 0, 1, 0x500);
        assertThat(machine.inits(1)).isEqualTo(1);
        Hand.send(machine, 0, 1, 0x633);
        assertThat(machine.startedAt(1)).containsExactly(0x33);
        Hand.send(machine, 0, 1, 0x200);
        assertThat(machine.state().is(1, MachineState.IN_SMM)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("can send")
    void sends(ApicGeneration generation) {
        HandDrivenMachine machine = disabled(generation);
        Hand.send(machine, 1, 2, 0x41);
        Hand.send(machine, 1, 2, 0x400);
        assertThat(machine.vectors(2)).containsExactly(0x41);
        assertThat(machine.nmis(2)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("drops fixed and lowest priority, without an error; they do not come after enabling")
    void drops(ApicGeneration generation) {
        HandDrivenMachine machine = disabled(generation);
        for (int low : new int[] {0x41, 0x142, 0x07}) {
            Hand.send(machine, 0, 1, low);
            assertThat(machine.isBusy(0)).isFalse();
        }
        assertThat(machine.bits(1, ApicRegister.IRR)).isEmpty();
        assertThat(Hand.errors(machine, 1)).isZero();
        machine.store(1, SVR, 0x1FF);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
    }

    @Test
    @DisplayName("lowest priority goes to those that are enabled")
    void lowestPriority() {
        HandDrivenMachine machine = disabled(ApicGeneration.XAPIC);
        machine.store(2, ApicRegister.TPR.offset(), 0x20);
        Hand.send(machine, 0, 6, 0x941);
        assertThat(machine.vectors(2)).containsExactly(0x41);
        assertThat(machine.vectors(1)).isEmpty();
    }

    @Test
    @DisplayName("keeps IRR and ISR; what is pending is not dispensed until it is enabled again; EOI works")
    void keeps() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        machine.interrupts(1, false);
        Hand.send(machine, 0, 1, 0x61);
        machine.putInService(1, 0x31);
        machine.putInService(1, 0x41);
        machine.store(1, SVR, 0xFF);
        machine.interrupts(1, true);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x61);
        assertThat(machine.bits(1, ApicRegister.ISR)).containsExactly(0x31, 0x41);
        assertThat(machine.load(1, ApicRegister.PPR.offset())).isEqualTo(0x40);
        machine.store(1, ApicRegister.EOI.offset(), 0);
        assertThat(machine.bits(1, ApicRegister.ISR)).containsExactly(0x31);
        machine.store(1, SVR, 0x1FF);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x61);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"XAPIC", "XAPIC_NEHALEM", "X2APIC"})
    @DisplayName("all LVT mask bits are forced to 1, and cannot be cleared before it is enabled; enabling clears none")
    void masks(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        LVT.forEach(lvt -> machine.store(1, lvt.offset(), 0x31));
        machine.store(1, SVR, 0xFF);
        for (ApicRegister lvt : LVT) {
            assertThat(machine.load(1, lvt.offset())).as("%s", lvt).isEqualTo(0x1_0031);
            machine.store(1, lvt.offset(), 0x41);
            assertThat(machine.load(1, lvt.offset())).as("%s", lvt).isEqualTo(0x1_0041);
            machine.localInterrupt(1, lvt);
        }
        machine.settle();
        machine.store(1, SVR, 0x1FF);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
        for (ApicRegister lvt : LVT) {
            assertThat(machine.load(1, lvt.offset())).as("%s", lvt).isEqualTo(0x1_0041);
            machine.store(1, lvt.offset(), 0x41);
            assertThat(machine.load(1, lvt.offset())).as("%s", lvt).isEqualTo(0x41);
        }
    }

    @Test
    @DisplayName("other registers can be written as ever, and get no mask bit")
    void others() {
        HandDrivenMachine machine = disabled(ApicGeneration.XAPIC);
        machine.store(1, ApicRegister.TIMER_DIVIDE.offset(), 0xB);
        machine.store(1, ApicRegister.DFR.offset(), 0);
        machine.store(1, ApicRegister.LDR.offset(), 0x0200_0000);
        assertThat(machine.load(1, ApicRegister.TIMER_DIVIDE.offset())).isEqualTo(0xB);
        assertThat(machine.load(1, ApicRegister.DFR.offset())).isEqualTo(0x0FFF_FFFF);
        assertThat(machine.load(1, ApicRegister.LDR.offset())).isEqualTo(0x0200_0000);
    }

    @Test
    @DisplayName("the timer counts on, but its interrupt is masked")
    void timer() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        machine.store(1, ApicRegister.LVT_TIMER.offset(), 0x31);
        machine.store(1, ApicRegister.TIMER_INITIAL_COUNT.offset(), 1000);
        machine.store(1, SVR, 0xFF);
        assertThat(machine.load(1, ApicRegister.TIMER_CURRENT_COUNT.offset())).isEqualTo(1000);
        machine.advance(10 * Machines.US);
        assertThat(machine.load(1, ApicRegister.TIMER_CURRENT_COUNT.offset())).isZero();
        assertThat(machine.vectors(1)).isEmpty();
    }

    @Test
    @DisplayName("a transfer that has begun is finished: what is under way when its sender is disabled arrives")
    void transfers() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 3);
        Hand.write(machine, 1, 2, 0x41);
        machine.store(1, SVR, 0xFF);
        assertThat(machine.isBusy(1)).isTrue();
        machine.settle();
        assertThat(machine.vectors(2)).containsExactly(0x41);
        assertThat(machine.isBusy(1)).isFalse();
    }

    @Test
    @DisplayName("P6: it keeps listening, so that its arbitration id stays in step")
    void arbitration() {
        HandDrivenMachine machine = disabled(ApicGeneration.P6);
        long before = machine.state().get(1, MachineState.ARBITRATION_ID);
        Hand.send(machine, 0, 2, 0x41);
        assertThat(machine.state().get(1, MachineState.ARBITRATION_ID)).isEqualTo(before + 1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("C5: bits 3:0 of the spurious vector are 1 on P6 and Pentium, and can be written later")
    void spuriousVector(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        machine.store(1, SVR, 0x1A2);
        assertThat(machine.load(1, SVR)).isEqualTo(generation.hasApicBus() ? 0x1AF : 0x1A2);
    }
}
