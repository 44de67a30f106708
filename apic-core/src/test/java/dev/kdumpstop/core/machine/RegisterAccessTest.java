package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.RegisterMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("access to registers of a running machine (apic-facts 1.2, 1.4, 1.6 X8, 1.11)")
class RegisterAccessTest {
    private static final int ESR = ApicRegister.ESR.offset();
    private static final int ILLEGAL = 0x80;

    private static int latched(HandDrivenMachine machine, int cpu) {
        return (int) machine.state().get(cpu, MachineState.ESR_LATCH);
    }

    private static RegisterMap map(ApicGeneration generation) {
        return new RegisterMap(generation, ApicProfile.SDM, 0);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName(
            "1.2, 1.11: touching a reserved slot reads 0 and sets ESR bit 7, on P6 and later; nothing else sets it")
    void illegalRegister(ApicGeneration generation) {
        int expected = generation == ApicGeneration.PENTIUM ? 0 : ILLEGAL;
        for (int offset = 0; offset < 0x1000; offset += 0x10) {
            boolean reserved = map(generation).xapic(offset) == RegisterMap.Access.NONE;
            HandDrivenMachine loaded = Hand.of(generation, 2);
            int value = loaded.load(1, offset);
            assertThat(latched(loaded, 1)).as("load %03xH", offset).isEqualTo(reserved ? expected : 0);
            if (reserved) {
                assertThat(value).as("load %03xH", offset).isZero();
            }
            HandDrivenMachine stored = Hand.of(generation, 2);
            stored.store(1, offset, 0);
            assertThat(latched(stored, 1))
                    .as("store %03xH", offset)
                    // Writing 0 to the ICR sends vector 0, which is an error of its own.
                    .isEqualTo(offset == 0x300 ? 0x20 : reserved ? expected : 0);
            if (expected != 0 && reserved) {
                assertThat(stored.load(1, ESR)).as("not before a write").isZero();
                stored.store(1, ESR, 0);
                assertThat(stored.load(1, ESR)).isEqualTo(ILLEGAL);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.4: a store to a read-only register changes nothing, a load of a write-only one reads 0; no error")
    void wrongDirection(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        MachineState before = machine.state();
        for (int offset = 0; offset < 0x400; offset += 0x10) {
            RegisterMap.Access access = map(generation).xapic(offset);
            if (access == RegisterMap.Access.READ) {
                machine.store(1, offset, 0xFFFF_FFFF);
            } else if (access == RegisterMap.Access.WRITE) {
                assertThat(machine.load(1, offset)).isZero();
            }
        }
        machine.settle();
        assertThat(machine.state()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "X8: every MSR 800H to 8FFH: #GP if absent, written though read-only, or read though write-only; ESR stays 0")
    void msrs() {
        HandDrivenMachine machine = Hand.x2apic(2);
        for (int msr = 0x800; msr <= 0x8FF; msr++) {
            RegisterMap.Access access = map(ApicGeneration.X2APIC).x2apic((msr - 0x800) << 4);
            assertThat(machine.readMsr(1, msr).isPresent()).as("RDMSR %xH", msr).isEqualTo(access.reads());
            boolean sends = msr == 0x830 || msr == 0x83F;
            assertThat(machine.writeMsr(1, msr, sends ? 0x40 : 0))
                    .as("WRMSR %xH", msr)
                    .isEqualTo(access.writes());
        }
        assertThat(latched(machine, 1)).isZero();
        assertThat(machine.readMsr(1, 0x7FF)).isEmpty();
        assertThat(machine.writeMsr(1, 0x900, 0)).isFalse();
    }

    @Test
    @DisplayName("X8: a WRMSR that raises #GP for its value changes nothing")
    void reservedBits() {
        HandDrivenMachine machine = Hand.x2apic(2);
        MachineState before = machine.state();
        assertThat(machine.writeMsr(1, ApicRegister.TPR.msr(), 0x1_0000_0020L)).isFalse();
        assertThat(machine.writeMsr(1, ApicRegister.EOI.msr(), 1)).isFalse();
        assertThat(machine.writeMsr(1, ApicRegister.ESR.msr(), 1)).isFalse();
        assertThat(machine.writeMsr(1, ApicRegister.ICR.msr(), 0x2000)).isFalse();
        assertThat(machine.writeMsr(1, ApicRegister.SELF_IPI.msr(), 0x140)).isFalse();
        machine.settle();
        assertThat(machine.state()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.4: every register reads what RESET leaves")
    void resetValues(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        machine.change(new PrimitiveChange.Reset(1));
        for (int offset = 0; offset < 0x400; offset += 0x10) {
            if (map(generation).xapic(offset).reads()) {
                int expected = switch (offset) {
                    case 0x020 -> 1 << 24;
                    case 0x030 -> generation.maxLvt() << 16 | (generation.hasApicBus() ? 0x11 : 0x14);
                    default -> map(generation).reset(offset);
                };
                assertThat(machine.load(1, offset)).as("%03xH", offset).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.4: every register reads what was written, in the bits that can be written")
    void readBack(ApicGeneration generation) {
        for (int value : new int[] {-1, 0x5A5A_5A5A, 0}) {
            HandDrivenMachine machine = Hand.of(generation, 2);
            // Enabled first: a disabled APIC forces the mask bits.
            machine.store(1, ApicRegister.SVR.offset(), value | 0x100);
            for (int offset = 0; offset < 0x400; offset += 0x10) {
                boolean plain = offset != 0x0F0 && offset != 0x300 && offset != ESR;
                if (plain && map(generation).xapic(offset) == RegisterMap.Access.BOTH) {
                    // In TSC-deadline mode the initial count could not be written.
                    int written = offset == 0x320 ? value & ~0x4_0000 : value;
                    machine.store(1, offset, written);
                    assertThat(machine.load(1, offset))
                            .as("%03xH", offset)
                            .isEqualTo(map(generation).written(offset, 0, written));
                }
            }
            assertThat(machine.load(1, ApicRegister.SVR.offset()))
                    .isEqualTo(map(generation).written(ApicRegister.SVR.offset(), 0, value | 0x100));
        }
    }

    @ParameterizedTest(name = "vector {0}: word {1}, value {2}")
    @CsvSource({"16, 0, 10000", "31, 0, 80000000", "32, 1, 1", "95, 2, 80000000", "255, 7, 80000000"})
    @DisplayName("1.4, 1.9: IRR, ISR and TMR are eight words each")
    void wideRegisters(int vector, int word, String value) {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2);
        machine.interrupts(1, false);
        Hand.send(machine, 0, 1, vector);
        machine.putInService(1, vector);
        for (int i = 0; i < 8; i++) {
            int expected = i == word ? (int) Long.parseLong(value, 16) : 0;
            assertThat(machine.load(1, 0x200 + 0x10 * i)).as("IRR word %d", i).isEqualTo(expected);
            assertThat(machine.load(1, 0x100 + 0x10 * i)).as("ISR word %d", i).isEqualTo(expected);
            assertThat(machine.load(1, 0x180 + 0x10 * i)).as("TMR word %d", i).isZero();
        }
        HandDrivenMachine level = Hand.of(ApicGeneration.XAPIC, 2);
        level.interrupts(1, false);
        level.store(1, ApicRegister.LVT_LINT0.offset(), 0x8000 | vector);
        level.localInterrupt(1, ApicRegister.LVT_LINT0);
        assertThat(level.load(1, 0x180 + 0x10 * word)).isEqualTo((int) Long.parseLong(value, 16));
    }

    @ParameterizedTest(name = "{0}: APR {1}")
    @CsvSource({"PENTIUM, 50", "P6, 50", "XAPIC, 0", "XAPIC_NEHALEM, 0", "X2APIC, 0"})
    @DisplayName("1.4, 1.8: APR is computed on P6 and Pentium, and reads 0 later; PPR is computed everywhere")
    void computed(ApicGeneration generation, String apr) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        machine.interrupts(1, false);
        machine.store(1, ApicRegister.TPR.offset(), 0x23);
        Hand.send(machine, 0, 1, 0x54);
        machine.putInService(1, 0x31);
        assertThat(machine.load(1, ApicRegister.APR.offset())).isEqualTo(Integer.parseInt(apr, 16));
        assertThat(machine.load(1, ApicRegister.PPR.offset())).isEqualTo(0x30);
    }
}
