package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.apic.RegisterMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("what RESET, INIT, INIT level de-assert and EN leave (apic-facts 1.4, second table)")
class ApicResetTest {
    private static final int INIT = 0x4500;
    private static final int INIT_DEASSERT = 0x8500;
    private static final int STARTUP = 0x611;

    /** CPU 1 with something in every register, interrupts off. */
    private static HandDrivenMachine used(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 3, Deviation.ID_IS_WRITABLE);
        machine.interrupts(1, false);
        machine.store(1, ApicRegister.ID.offset(), 0x0500_0000);
        machine.store(1, ApicRegister.SVR.offset(), 0x17F);
        machine.store(1, ApicRegister.TPR.offset(), 0x20);
        machine.store(1, ApicRegister.LDR.offset(), 0x4000_0000);
        machine.store(1, ApicRegister.DFR.offset(), 0x0FFF_FFFF);
        for (int lvt = ApicRegister.LVT_TIMER.offset(); lvt <= ApicRegister.LVT_ERROR.offset(); lvt += 0x10) {
            machine.store(1, lvt, 0x31);
        }
        machine.store(1, ApicRegister.LVT_CMCI.offset(), 0x31);
        machine.store(1, ApicRegister.TIMER_DIVIDE.offset(), 0xB);
        machine.store(1, ApicRegister.TIMER_INITIAL_COUNT.offset(), 1_000_000);
        machine.store(1, 0x010, 0);
        machine.store(1, ApicRegister.ESR.offset(), 0);
        machine.store(1, 0x010, 0);
        machine.store(1, ApicRegister.LVT_LINT0.offset(), 0x8041);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        machine.putInService(1, 0x61);
        Hand.send(machine, 1, 2, 0xF1);
        return machine;
    }

    private static void isReset(HandDrivenMachine machine, ApicGeneration generation) {
        assertThat(machine.load(1, ApicRegister.TPR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.LDR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.DFR.offset())).isEqualTo(-1);
        assertThat(machine.load(1, ApicRegister.SVR.offset())).isEqualTo(0xFF);
        assertThat(machine.load(1, ApicRegister.ESR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.ICR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.ICR2.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.TIMER_INITIAL_COUNT.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.TIMER_CURRENT_COUNT.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.TIMER_DIVIDE.offset())).isZero();
        assertThat(machine.bits(1, ApicRegister.IRR)).isEmpty();
        assertThat(machine.bits(1, ApicRegister.ISR)).isEmpty();
        assertThat(machine.bits(1, ApicRegister.TMR)).isEmpty();
        for (ApicRegister lvt : RegisterMap.LVT) {
            boolean exists = new RegisterMap(generation, ApicProfile.SDM, 0).isLvt(lvt.offset());
            if (exists) {
                assertThat(machine.load(1, lvt.offset())).as("%s", lvt).isEqualTo(0x1_0000);
            }
        }
        assertThat(Hand.errors(machine, 1)).as("the latch too").isZero();
        assertThat(machine.waitsForStartup(1)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("INIT: as RESET, but APIC id and arbitration id are kept")
    void init(ApicGeneration generation) {
        HandDrivenMachine machine = used(generation);
        long arbitration = machine.state().get(1, MachineState.ARBITRATION_ID);
        machine.localInterrupt(1, ApicRegister.LVT_LINT1);
        machine.store(1, ApicRegister.LVT_LINT1.offset(), 0x500);
        machine.localInterrupt(1, ApicRegister.LVT_LINT1);
        isReset(machine, generation);
        assertThat(machine.load(1, ApicRegister.ID.offset())).isEqualTo(0x0500_0000);
        assertThat(machine.state().get(1, MachineState.ARBITRATION_ID)).isEqualTo(arbitration);
        assertThat(machine.inits(1)).isEqualTo(1);
        machine.advance(10 * 1_000_000 * Machines.NS);
        machine.interrupts(1, true);
        assertThat(machine.vectors(1)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("RESET: hardware's APIC id, which is the arbitration id too; xAPIC mode, on, page at FEE00000H")
    void reset(ApicGeneration generation) {
        HandDrivenMachine machine = used(generation);
        machine.writeMsr(1, 0x1B, 0xFED4_0800L);
        machine.change(new PrimitiveChange.Reset(1));
        isReset(machine, generation);
        assertThat(machine.load(1, ApicRegister.ID.offset())).isEqualTo(0x0100_0000);
        assertThat(machine.state().get(1, MachineState.ARBITRATION_ID)).isEqualTo(1);
        assertThat(machine.readMsr(1, 0x1B)).hasValue(0xFEE0_0800L);
        assertThat(machine.inits(1)).isZero();
    }

    @Test
    @DisplayName("INIT in x2APIC mode: mode, id and LDR are kept, the rest is as after RESET (SDM 10.12.5.1)")
    void initInX2apic() {
        HandDrivenMachine machine = Hand.x2apic(3);
        machine.writeMsr(1, ApicRegister.TPR.msr(), 0x20);
        machine.writeMsr(1, ApicRegister.ICR.msr(), 2L << 32 | 0xF1);
        Hand.send(machine, 0, 1, INIT);
        assertThat(machine.readMsr(1, 0x1B)).hasValue(0xFEE0_0C00L);
        assertThat(machine.readMsr(1, ApicRegister.ID.msr())).hasValue(1);
        assertThat(machine.readMsr(1, ApicRegister.LDR.msr())).hasValue(2);
        assertThat(machine.readMsr(1, ApicRegister.TPR.msr())).hasValue(0);
        assertThat(machine.readMsr(1, ApicRegister.SVR.msr())).hasValue(0xFF);
        assertThat(machine.readMsr(1, ApicRegister.ICR.msr())).hasValue(0);
        machine.change(new PrimitiveChange.Reset(1));
        assertThat(machine.readMsr(1, 0x1B)).as("RESET leaves xAPIC mode").hasValue(0xFEE0_0800L);
        assertThat(machine.load(1, ApicRegister.ID.offset())).isEqualTo(1 << 24);
        assertThat(machine.load(1, ApicRegister.LDR.offset())).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"PENTIUM", "P6"})
    @DisplayName("INIT level de-assert: no register changes; the arbitration ids of all become the APIC ids")
    void deassert(ApicGeneration generation) {
        HandDrivenMachine machine = used(generation);
        Hand.send(machine, 0, 2, 0xF1);
        MachineState before = machine.state();
        Hand.send(machine, 0, 2, INIT_DEASSERT);
        MachineState after = machine.state();
        for (int cpu = 0; cpu < 3; cpu++) {
            int id = before.stored(cpu, ApicRegister.ID.offset()) >>> 24;
            assertThat(after.get(cpu, MachineState.ARBITRATION_ID)).isEqualTo(id);
            after.set(cpu, MachineState.ARBITRATION_ID, before.get(cpu, MachineState.ARBITRATION_ID));
        }
        after.set(0, MachineState.ICR, before.get(0, MachineState.ICR));
        assertThat(after).isEqualTo(before);
        assertThat(machine.inits(2)).isZero();
    }

    @ParameterizedTest(name = "by {0}")
    @CsvSource({"INIT", "RESET"})
    @DisplayName(
            "1.12: NMI, SMI and INIT that were held are forgotten; so are shadow, SMM-less shutdown, and a second NMI")
    void forgets(String how) {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2, Deviation.TWO_NMIS_ARE_LATCHED);
        machine.change(new PrimitiveChange.EnterNmiHandler(1));
        Hand.send(machine, 0, 1, 0x400);
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.latchedNmis(1)).isEqualTo(1);
        if (how.equals("INIT")) {
            Hand.send(machine, 0, 1, INIT);
        } else {
            machine.change(new PrimitiveChange.Reset(1));
        }
        assertThat(machine.latchedNmis(1)).isZero();
        assertThat(machine.waitsForStartup(1)).isTrue();
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.nmis(1)).isZero();
        machine.change(new PrimitiveChange.LeaveNmiHandler(1));
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).as("no longer inside the handler").isEqualTo(1);
        assertThat(machine.state().depth(1)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Dead.class)
    @DisplayName("RESET brings a CPU back from wherever it is")
    void resetAlwaysHelps(Dead dead) {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        dead.cause.accept(machine);
        Hand.send(machine, 0, 1, INIT);
        machine.change(new PrimitiveChange.Reset(1));
        assertThat(machine.waitsForStartup(1)).isTrue();
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.startedAt(1)).containsExactly(0x11);
        assertThat(machine.isBusy(1)).isFalse();
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).isEqualTo(1);
        Hand.send(machine, 0, 1, INIT);
        assertThat(machine.inits(1)).as("nothing holds an INIT").isEqualTo(1);
    }

    /** States that an INIT does not end. */
    enum Dead {
        SHUT_DOWN_IN_NMI(machine -> {
            machine.change(new PrimitiveChange.EnterNmiHandler(1));
            machine.change(new PrimitiveChange.Shutdown(1));
        }),
        SHUT_DOWN_IN_SMM(machine -> {
            machine.change(new PrimitiveChange.EnterSmm(1));
            machine.change(new PrimitiveChange.Shutdown(1));
        }),
        SMM(machine -> machine.change(new PrimitiveChange.EnterSmm(1))),
        VMX_ROOT(machine -> machine.change(new PrimitiveChange.EnterVmxRoot(1))),
        REMOVED(machine -> machine.change(new PrimitiveChange.RemoveApic(1))),
        OFF(machine -> machine.writeMsr(1, 0x1B, 0xFEE0_0000L)),
        WEDGED(machine -> {
            machine.change(new PrimitiveChange.EnterVmxRoot(1));
            machine.change(new PrimitiveChange.WedgeSender(1));
        });

        private final Consumer<HandDrivenMachine> cause;

        Dead(Consumer<HandDrivenMachine> cause) {
            this.cause = cause;
        }
    }

    @Test
    @DisplayName("RESET of the boot CPU: the machine starts over")
    void resetOfTheBootCpu() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        assertThat(machine.isReset()).isFalse();
        machine.change(new PrimitiveChange.Reset(0));
        assertThat(machine.isReset()).isTrue();
    }

    @Test
    @DisplayName("INIT to the boot CPU: firmware starts over, which is the end of the machine here")
    void initToTheBootCpu() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        Hand.send(machine, 1, 0, INIT);
        assertThat(machine.isReset()).isTrue();
        assertThat(machine.inits(0)).isZero();
    }

    @Test
    @DisplayName(
            "INIT and RESET forget the command: one on its way still arrives, one that is refused is lost, one queued too")
    void commands() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.P6, 3);
        Hand.write(machine, 1, 2, 0x400);
        machine.change(new PrimitiveChange.Reset(1));
        assertThat(machine.isBusy(1)).isFalse();
        machine.settle();
        assertThat(machine.nmis(2)).as("it was on its way").isEqualTo(1);
        Hand.write(machine, 1, 9, 0x400);
        machine.advance(10 * Machines.US);
        machine.change(new PrimitiveChange.Reset(1));
        assertThat(machine.isBusy(1)).isFalse();
        machine.advance(2 * Machines.US);
        assertThat(machine.state().slots()).as("the try under way is over").isZero();
    }
}
