package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("priorities, IRR, ISR, TMR and EOI; interrupts by the local vector table (apic-facts 1.4, 1.8, 1.9)")
class LocalInterruptsTest {
    private static final int LINT0 = ApicRegister.LVT_LINT0.offset();
    private static final int LINT1 = ApicRegister.LVT_LINT1.offset();
    private static final int LEVEL = 0x8000;
    private static final int REMOTE_IRR = 0x4000;
    private static final int EOI = ApicRegister.EOI.offset();
    private static final int NO_BROADCAST = 0x1000;

    private final List<Long> broadcasts = new ArrayList<>();

    private static HandDrivenMachine machine() {
        return Hand.of(ApicGeneration.XAPIC_NEHALEM, 2);
    }

    /** A machine whose EOI messages to the I/O APICs are written down. */
    private HandDrivenMachine listened(int version) {
        MachineModel model = Hand.model(
                ApicGeneration.XAPIC_NEHALEM,
                ApicMode.XAPIC,
                InterconnectKind.FRONT_SIDE_BUS,
                2,
                builder -> builder.version(version));
        return new HandDrivenMachine(model, (timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.EOI_BROADCAST) {
                broadcasts.add(a);
            }
        });
    }

    // --- delivery by an entry
    // -----------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0}, mode {1}: {2}")
    @CsvSource({
        "LVT_CMCI, 000, vector",
        "LVT_THERMAL, 000, vector",
        "LVT_PERF, 000, vector",
        "LVT_LINT0, 000, vector",
        "LVT_LINT1, 000, vector",
        "LVT_CMCI, 400, NMI",
        "LVT_THERMAL, 400, NMI",
        "LVT_PERF, 400, NMI",
        "LVT_LINT0, 400, NMI",
        "LVT_LINT1, 400, NMI",
        "LVT_LINT0, 200, SMI",
        "LVT_LINT1, 500, INIT",
        "LVT_LINT0, 700, nothing",
        "LVT_LINT0, 100, nothing",
        "LVT_LINT0, 600, nothing"
    })
    @DisplayName("1.4: what a local interrupt does is in its entry; while that is masked, nothing")
    void byEntry(ApicRegister lvt, String mode, String what) {
        for (int mask : new int[] {0x1_0000, 0}) {
            HandDrivenMachine machine = machine();
            machine.store(1, lvt.offset(), mask | Integer.parseInt(mode, 16) | 0x51);
            machine.localInterrupt(1, lvt);
            machine.settle();
            boolean works = mask == 0;
            assertThat(machine.vectors(1)).isEqualTo(works && what.equals("vector") ? List.of(0x51) : List.of());
            assertThat(machine.nmis(1)).isEqualTo(works && what.equals("NMI") ? 1 : 0);
            assertThat(machine.inits(1)).isEqualTo(works && what.equals("INIT") ? 1 : 0);
            assertThat(machine.state().is(1, MachineState.IN_SMM)).isEqualTo(works && what.equals("SMI"));
        }
    }

    @Test
    @DisplayName("1.4: an entry that the generation does not have delivers nothing, whatever is written there")
    void noSuchEntry() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.P6, 2);
        machine.store(1, ApicRegister.LVT_THERMAL.offset(), 0x51);
        machine.localInterrupt(1, ApicRegister.LVT_THERMAL);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
    }

    @Test
    @DisplayName("1.12: an NMI by an entry collapses like any other; the profile with two places keeps two")
    void nmiByEntry() {
        HandDrivenMachine one = machine();
        HandDrivenMachine two = Hand.of(ApicGeneration.XAPIC, 2, Deviation.TWO_NMIS_ARE_LATCHED);
        for (HandDrivenMachine machine : List.of(one, two)) {
            machine.store(1, LINT1, 0x400);
            machine.localInterrupt(1, ApicRegister.LVT_LINT1);
            machine.localInterrupt(1, ApicRegister.LVT_LINT1);
            machine.settle();
        }
        assertThat(one.nmis(1)).isEqualTo(1);
        assertThat(two.nmis(1)).isEqualTo(2);
    }

    @Test
    @DisplayName("10.5.1: LINT0 level-triggered: TMR and remote IRR until the EOI; meanwhile the line does nothing")
    void lint0Level() {
        HandDrivenMachine machine = listened(0);
        machine.interrupts(1, false);
        machine.store(1, LINT0, LEVEL | 0x51);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        assertThat(machine.load(1, LINT0)).isEqualTo(LEVEL | REMOTE_IRR | 0x51);
        assertThat(machine.bits(1, ApicRegister.TMR)).containsExactly(0x51);
        machine.interrupts(1, true);
        machine.settle();
        assertThat(machine.load(1, LINT0)).as("ended by the handler").isEqualTo(LEVEL | 0x51);
        assertThat(broadcasts).containsExactly(0x51L);
        machine.putInService(1, 0x51);
        machine.store(1, LINT0, LEVEL | 0x51);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        machine.settle();
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x51);
        machine.putInService(1, 0x71);
        machine.store(1, EOI, 0);
        assertThat(machine.load(1, LINT0) & REMOTE_IRR)
                .as("the end of another vector is none of its")
                .isEqualTo(REMOTE_IRR);
    }

    @Test
    @DisplayName("10.5.1: a second assertion behind a level interrupt is not accepted; of an edge one it is")
    void lint0Twice() {
        HandDrivenMachine machine = machine();
        machine.store(1, LINT0, LEVEL | 0x51);
        machine.interrupts(1, false);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        // The entry now names another vector; remote IRR is still that of the first.
        machine.store(1, LINT0, LEVEL | 0x52);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x51);
        machine.store(1, LINT0, 0x52);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x51, 0x52);
        assertThat(machine.bits(1, ApicRegister.TMR)).containsExactly(0x51);
    }

    @Test
    @DisplayName("10.5.1: the trigger bit counts for LINT0 alone")
    void lint1IsEdge() {
        HandDrivenMachine machine = machine();
        machine.interrupts(1, false);
        machine.store(1, LINT1, LEVEL | 0x51);
        machine.localInterrupt(1, ApicRegister.LVT_LINT1);
        assertThat(machine.bits(1, ApicRegister.TMR)).isEmpty();
        assertThat(machine.load(1, LINT1)).isEqualTo(LEVEL | 0x51);
    }

    // --- IRR, ISR, TMR, EOI
    // -------------------------------------------------------------------------------------------

    @Test
    @DisplayName(
            "1.9: EOI clears the highest bit in service; of a level interrupt, and of no other, the I/O APICs are told")
    void eoi() {
        HandDrivenMachine machine = listened(0);
        machine.interrupts(1, false);
        machine.putInService(1, 0x31);
        machine.putInService(1, 0x61);
        machine.store(1, LINT0, LEVEL | 0x61);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        machine.store(1, EOI, 0);
        assertThat(machine.bits(1, ApicRegister.ISR)).containsExactly(0x31);
        assertThat(broadcasts).containsExactly(0x61L);
        machine.store(1, EOI, 0xFFFF);
        assertThat(machine.bits(1, ApicRegister.ISR)).isEmpty();
        machine.store(1, EOI, 0);
        assertThat(broadcasts).as("edge, and nothing in service").containsExactly(0x61L);
    }

    @ParameterizedTest(name = "version {0}, SVR {1}: told {2}")
    @CsvSource({"1050014, 11FF, false", "1050014, 01FF, true", "0050014, 11FF, true"})
    @DisplayName("1.9, 1.10: SVR bit 12 keeps the EOI from the I/O APICs, where version bit 24 says there is one")
    void suppressedEoi(String version, String svr, boolean told) {
        HandDrivenMachine machine = listened(Integer.parseInt(version, 16));
        machine.store(1, ApicRegister.SVR.offset(), Integer.parseInt(svr, 16));
        machine.store(1, LINT0, LEVEL | 0x61);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x61);
        assertThat(broadcasts.isEmpty()).isEqualTo(!told);
        assertThat(machine.load(1, ApicRegister.VERSION.offset())).isEqualTo(Integer.parseInt(version, 16));
        assertThat(machine.load(1, ApicRegister.SVR.offset()) & NO_BROADCAST)
                .isEqualTo(version.startsWith("1") && svr.startsWith("1") ? NO_BROADCAST : 0);
    }

    @Test
    @DisplayName("1.9: a vector that arrives as edge after it came as level is edge")
    void triggerIsOfTheLastArrival() {
        HandDrivenMachine machine = machine();
        machine.interrupts(1, false);
        machine.store(1, LINT0, LEVEL | 0x61);
        machine.localInterrupt(1, ApicRegister.LVT_LINT0);
        Hand.send(machine, 0, 1, 0x61);
        assertThat(machine.bits(1, ApicRegister.TMR)).isEmpty();
    }

    @Test
    @DisplayName("1.8: dispensed in the order of their priority; a class that is in service, or in the TPR, holds back")
    void order() {
        HandDrivenMachine machine = machine();
        machine.interrupts(1, false);
        for (int vector : new int[] {0x31, 0x91, 0x35, 0x20, 0xF0}) {
            Hand.send(machine, 0, 1, vector);
        }
        machine.store(1, ApicRegister.TPR.offset(), 0x2F);
        machine.interrupts(1, true);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0xF0, 0x91, 0x35, 0x31);
        machine.putInService(1, 0x25);
        machine.store(1, ApicRegister.TPR.offset(), 0);
        machine.settle();
        assertThat(machine.vectors(1)).hasSize(4);
        machine.store(1, EOI, 0);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0xF0, 0x91, 0x35, 0x31, 0x20);
    }

    @ParameterizedTest(name = "{0}: {1} times")
    @CsvSource({"PENTIUM, 2", "P6, 2", "XAPIC, 1", "XAPIC_NEHALEM, 1", "X2APIC, 1"})
    @DisplayName("1.9: a second arrival in the IRR is refused and retried on P6 and Pentium, and collapses later")
    void collapse(ApicGeneration generation, int times) {
        for (int vector : new int[] {0x10, 0x41}) {
            HandDrivenMachine machine = Hand.of(generation, 2);
            machine.interrupts(1, false);
            Hand.send(machine, 0, 1, vector);
            Hand.write(machine, 0, 1, vector);
            machine.advance(10 * Machines.US);
            assertThat(machine.isBusy(0)).isEqualTo(times == 2);
            machine.interrupts(1, true);
            machine.advance(10 * Machines.US);
            assertThat(machine.isBusy(0)).isFalse();
            assertThat(machine.vectors(1)).hasSize(times);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.8: NMI, SMI, INIT and start-up do not look at TPR and ISR, and use no bit of the IRR")
    void unaffected(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        machine.interrupts(1, false);
        machine.putInService(1, 0xFE);
        machine.store(1, ApicRegister.TPR.offset(), 0xFF);
        Hand.send(machine, 0, 1, 0x4FF);
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(machine.bits(1, ApicRegister.IRR)).isEmpty();
        Hand.send(machine, 0, 1, 0x5FF);
        assertThat(machine.inits(1)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "1.9: where an interrupt is requested before its class is compared, the spurious vector is delivered: no ISR bit")
    void spurious() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2, Deviation.REQUESTS_BY_VECTOR);
        machine.store(1, ApicRegister.SVR.offset(), 0x1AF);
        machine.putInService(1, 0x61);
        Hand.send(machine, 0, 1, 0x65);
        assertThat(machine.spurious(1)).isEqualTo(1);
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.bits(1, ApicRegister.ISR)).containsExactly(0x61);
        assertThat(machine.bits(1, ApicRegister.IRR)).as("it is still pending").containsExactly(0x65);
        HandDrivenMachine plain = Hand.of(ApicGeneration.XAPIC, 2);
        plain.putInService(1, 0x61);
        Hand.send(plain, 0, 1, 0x65);
        assertThat(plain.spurious(1)).as("the manual compares classes first").isZero();
    }

    @ParameterizedTest(name = "in service {0}, TPR {1}, arriving {2}: requested {3}")
    @CsvSource({
        "61, 00, 62, true",
        "61, 00, 61, false",
        "61, 00, 60, false",
        "61, 60, 65, false",
        "61, 5F, 65, true",
        "61, 70, 65, false",
        "61, 00, 75, true"
    })
    @DisplayName("deviation requests-by-vector: a higher vector than the one in service, of a class above the TPR's")
    void requestsByVector(String inService, String tpr, String vector, boolean requested) {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2, Deviation.REQUESTS_BY_VECTOR);
        machine.interrupts(1, false);
        machine.store(1, ApicRegister.TPR.offset(), Integer.parseInt(tpr, 16));
        machine.putInService(1, Integer.parseInt(inService, 16));
        Hand.send(machine, 0, 1, Integer.parseInt(vector, 16));
        assertThat(machine.state().is(1, MachineState.REQUESTED)).isEqualTo(requested);
    }

    @Test
    @DisplayName("deviation requests-by-vector: CR8 and EOI look again at what is pending")
    void requestsByVectorAgain() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.XAPIC, 2, Deviation.REQUESTS_BY_VECTOR);
        machine.writeCr8(1, 7);
        Hand.send(machine, 0, 1, 0x61);
        assertThat(machine.vectors(1)).isEmpty();
        machine.writeCr8(1, 5);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x61);
    }

    @Test
    @DisplayName("1.9: the spurious vector is the one in the SVR")
    void spuriousVector() {
        List<Long> entries = new ArrayList<>();
        MachineModel model = Hand.model(
                ApicGeneration.XAPIC,
                ApicMode.XAPIC,
                InterconnectKind.FRONT_SIDE_BUS,
                2,
                builder -> builder.options(Hand.options(ApicProfile.SDM.with(Deviation.REQUESTS_BY_VECTOR, true))));
        HandDrivenMachine machine = new HandDrivenMachine(model, (timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.INTERRUPT_ENTRY) {
                entries.add(b << 8 | a);
            }
        });
        machine.store(1, ApicRegister.SVR.offset(), 0x1A5);
        machine.putInService(1, 0x61);
        Hand.send(machine, 0, 1, 0x65);
        assertThat(entries).containsExactly(0x1A5L);
    }

    @ParameterizedTest(name = "TPR {0}: taken {1}")
    @CsvSource({"00, true", "0F, true", "10, false"})
    @DisplayName("1.8: vector 10H, the lowest there is")
    void lowestVector(String tpr, boolean taken) {
        HandDrivenMachine machine = machine();
        machine.store(1, ApicRegister.TPR.offset(), Integer.parseInt(tpr, 16));
        Hand.send(machine, 0, 1, 0x10);
        assertThat(machine.vectors(1)).hasSize(taken ? 1 : 0);
    }

    // --- lowest priority
    // ----------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0}, TPRs {1}: CPU {2}")
    @CsvSource({
        "P6, 30 20 10, 3",
        "P6, 10 20 30, 1",
        "P6, 35 34 36, 2",
        "XAPIC, 30 20 10, 3",
        "XAPIC, 10 20 30, 1",
        // classes only: equal, and then the lowest CPU
        "XAPIC, 35 34 36, 1"
    })
    @DisplayName(
            "1.8: lowest priority: the lowest APR over 8 bits, or the lowest class of the TPR the chipset knows of")
    void lowestPriority(ApicGeneration generation, String priorities, int winner) {
        HandDrivenMachine machine = Hand.of(generation, 4);
        String[] tpr = priorities.split(" ");
        for (int cpu = 1; cpu < 4; cpu++) {
            machine.store(cpu, ApicRegister.TPR.offset(), Integer.parseInt(tpr[cpu - 1], 16));
        }
        Hand.send(machine, 0, 0xE, 0x9F1);
        for (int cpu = 0; cpu < 4; cpu++) {
            assertThat(machine.vectors(cpu)).as("CPU %d", cpu).hasSize(cpu == winner ? 1 : 0);
        }
    }

    @Test
    @DisplayName("1.8: P6: equal APRs: the highest arbitration id wins; only those with a free slot compete")
    void lowestPriorityTies() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.P6, 4);
        for (int cpu = 1; cpu < 4; cpu++) {
            machine.interrupts(cpu, false);
        }
        Hand.send(machine, 0, 0xE, 0x9F1);
        assertThat(machine.bits(3, ApicRegister.IRR))
                .as("arbitration ids 1, 2, 3")
                .containsExactly(0xF1);
        machine.store(3, ApicRegister.SVR.offset(), 0x3FF);
        Hand.send(machine, 0, 0xE, 0x9F1);
        assertThat(machine.bits(2, ApicRegister.IRR))
                .as("3 is no focus and has no slot")
                .containsExactly(0xF1);
        Hand.send(machine, 0, 0xE, 0x9F1);
        assertThat(machine.bits(1, ApicRegister.IRR))
                .as("2 has the vector and checks focus")
                .isEmpty();
    }

    @ParameterizedTest(name = "in {0}")
    @CsvSource({"IRR", "ISR"})
    @DisplayName("1.8: P6: the focus processor takes it, though another has a lower priority; not if SVR bit 9 is set")
    void focus(ApicRegister where) {
        for (boolean checks : new boolean[] {true, false}) {
            HandDrivenMachine machine = Hand.of(ApicGeneration.P6, 3);
            machine.interrupts(1, false);
            machine.interrupts(2, false);
            if (where == ApicRegister.IRR) {
                Hand.send(machine, 0, 1, 0xF1);
            } else {
                machine.putInService(1, 0xF1);
            }
            machine.store(1, ApicRegister.SVR.offset(), checks ? 0x1FF : 0x3FF);
            Hand.send(machine, 0, 6, 0x9F1);
            assertThat(machine.bits(2, ApicRegister.IRR).isEmpty()).isEqualTo(checks);
        }
    }
}
