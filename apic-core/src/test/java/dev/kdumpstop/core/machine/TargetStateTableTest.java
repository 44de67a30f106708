package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("each event in each state of the target: taken, held, or lost (apic-facts 1.12)")
class TargetStateTableTest {
    private static final int FIXED = 0x41;
    private static final int NMI = 0x400;
    private static final int SMI = 0x200;
    private static final int INIT = 0x500;
    private static final int STARTUP = 0x611;
    private static final List<String> EVENTS = List.of("fixed", "NMI", "SMI", "INIT", "start-up");
    private static final int[] WORDS = {FIXED, NMI, SMI, INIT, STARTUP};

    /** A state of CPU 1, and what ends it. */
    enum State {
        RUNNING(machine -> {}, machine -> {}),
        INTERRUPTS_OFF(machine -> machine.interrupts(1, false), machine -> machine.interrupts(1, true)),
        HALTED(machine -> {}, machine -> {}),
        IN_NMI(
                machine -> machine.change(new PrimitiveChange.EnterNmiHandler(1)),
                machine -> machine.change(new PrimitiveChange.LeaveNmiHandler(1))),
        SMM(
                machine -> machine.change(new PrimitiveChange.EnterSmm(1)),
                machine -> machine.change(new PrimitiveChange.LeaveSmm(1))),
        SMM_IN_NMI(
                machine -> {
                    machine.change(new PrimitiveChange.EnterNmiHandler(1));
                    machine.change(new PrimitiveChange.EnterSmm(1));
                },
                machine -> {
                    machine.change(new PrimitiveChange.LeaveSmm(1));
                    machine.change(new PrimitiveChange.LeaveNmiHandler(1));
                }),
        VMX_ROOT(
                machine -> machine.change(new PrimitiveChange.EnterVmxRoot(1)),
                machine -> machine.change(new PrimitiveChange.LeaveVmxRoot(1))),
        WAIT_FOR_SIPI(
                machine -> {
                    Hand.send(machine, 0, 1, INIT);
                    machine.store(1, ApicRegister.SVR.offset(), 0x1FF);
                },
                machine -> {
                    Hand.send(machine, 0, 1, STARTUP);
                    machine.interrupts(1, true);
                }),
        SHUTDOWN(machine -> machine.change(new PrimitiveChange.Shutdown(1)), machine -> {}),
        SHUTDOWN_IN_NMI(
                machine -> {
                    machine.change(new PrimitiveChange.EnterNmiHandler(1));
                    machine.change(new PrimitiveChange.Shutdown(1));
                },
                machine -> machine.change(new PrimitiveChange.LeaveNmiHandler(1))),
        SHUTDOWN_IN_SMM(
                machine -> {
                    machine.change(new PrimitiveChange.EnterSmm(1));
                    machine.change(new PrimitiveChange.Shutdown(1));
                },
                machine -> machine.change(new PrimitiveChange.LeaveSmm(1)));

        private final Consumer<HandDrivenMachine> begin;
        private final Consumer<HandDrivenMachine> end;

        State(Consumer<HandDrivenMachine> begin, Consumer<HandDrivenMachine> end) {
            this.begin = begin;
            this.end = end;
        }

        HandDrivenMachine machine(ApicGeneration generation) {
            CpuScript task = this == HALTED ? CpuScript.PARKED : CpuScript.BUSY;
            HandDrivenMachine machine = Hand.of(generation, 2, builder -> builder.task(1, task));
            begin.accept(machine);
            return machine;
        }
    }

    /** How often CPU 1 took the event, besides what brought it into its state or out of it. */
    private static int taken(HandDrivenMachine machine, State state, String event) {
        int ownInit = state == State.WAIT_FOR_SIPI ? 1 : 0;
        MachineState now = machine.state();
        return switch (event) {
            case "fixed" -> machine.vectors(1).size();
            case "NMI" -> machine.nmis(1);
            case "SMI" -> now.is(1, MachineState.IN_SMM) && !now.is(1, MachineState.SMI_LATCHED) ? 1 : 0;
            case "INIT" -> machine.inits(1) - ownInit;
            default -> machine.startedAt(1).size();
        };
    }

    static List<Arguments> table() {
        // fixed, NMI, SMI, INIT, start-up: T taken, H held until the state ends, L lost, N held for ever
        return rows(
                "RUNNING          T T T T L",
                "INTERRUPTS_OFF   H T T T L",
                "HALTED           T T T T L",
                "IN_NMI           H H T T L",
                "SMM              H H H H L",
                "SMM_IN_NMI       H H H H L",
                "VMX_ROOT         T T T H L",
                "WAIT_FOR_SIPI    H H H L T",
                "SHUTDOWN         N T T T L",
                "SHUTDOWN_IN_NMI  N N N N L",
                "SHUTDOWN_IN_SMM  N N N N L");
    }

    private static List<Arguments> rows(String... rows) {
        List<Arguments> cases = new ArrayList<>();
        for (String row : rows) {
            String[] cells = row.split(" +");
            for (int i = 0; i < EVENTS.size(); i++) {
                cases.add(Arguments.of(State.valueOf(cells[0]), EVENTS.get(i), cells[i + 1]));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("table")
    @DisplayName("the table of 1.12")
    void event(State state, String event, String outcome) {
        HandDrivenMachine machine = state.machine(ApicGeneration.XAPIC);
        Hand.send(machine, 0, 1, WORDS[EVENTS.indexOf(event)]);
        assertThat(machine.isBusy(0)).as("accepted in any case").isFalse();
        assertThat(taken(machine, state, event)).as("at once").isEqualTo(outcome.equals("T") ? 1 : 0);
        if (!outcome.equals("T")) {
            state.end.accept(machine);
            machine.settle();
            assertThat(taken(machine, state, event)).as("when the state ends").isEqualTo(outcome.equals("H") ? 1 : 0);
        }
    }

    @ParameterizedTest(name = "{0}: SMI ends shutdown: {1}")
    @EnumSource
    @DisplayName(
            "an SMI ends shutdown, but not on P6 (Pentium is held to be the same): there it is held until an NMI does")
    void smiInShutdown(ApicGeneration generation) {
        HandDrivenMachine machine = State.SHUTDOWN.machine(generation);
        Hand.send(machine, 0, 1, SMI);
        MachineState state = machine.state();
        assertThat(state.is(1, MachineState.IN_SMM)).isEqualTo(!generation.hasApicBus());
        assertThat(state.is(1, MachineState.SHUT_DOWN)).isEqualTo(generation.hasApicBus());
        HandDrivenMachine outside = State.SHUTDOWN.machine(generation);
        outside.change(new PrimitiveChange.EnterSmm(1));
        assertThat(outside.state().is(1, MachineState.IN_SMM)).isEqualTo(!generation.hasApicBus());
        if (generation.hasApicBus()) {
            Hand.send(machine, 0, 1, NMI);
            assertThat(machine.nmis(1)).isEqualTo(1);
            assertThat(machine.state().is(1, MachineState.IN_SMM))
                    .as("the SMI that was held is taken now")
                    .isTrue();
        }
    }

    @Test
    @DisplayName("NMI: one is held behind a running handler, more collapse: two runs in all")
    void nmiLatch() {
        HandDrivenMachine machine = State.IN_NMI.machine(ApicGeneration.XAPIC);
        for (int i = 0; i < 5; i++) {
            Hand.send(machine, 0, 1, NMI);
        }
        assertThat(machine.latchedNmis(1)).isEqualTo(1);
        machine.change(new PrimitiveChange.LeaveNmiHandler(1));
        machine.settle();
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(machine.latchedNmis(1)).isZero();
    }

    @Test
    @DisplayName("SMI: one is held in SMM, more collapse: SMM begins once more after RSM, and only once")
    void smiLatch() {
        HandDrivenMachine machine = State.SMM.machine(ApicGeneration.XAPIC);
        for (int i = 0; i < 3; i++) {
            Hand.send(machine, 0, 1, SMI);
        }
        machine.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(machine.state().is(1, MachineState.IN_SMM)).isTrue();
        machine.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(machine.state().is(1, MachineState.IN_SMM)).isFalse();
    }

    @Test
    @DisplayName("after RSM an SMI goes before an INIT, and an INIT before an NMI, which it wipes out")
    void orderAfterRsm() {
        HandDrivenMachine machine = State.SMM.machine(ApicGeneration.XAPIC);
        Hand.send(machine, 0, 1, NMI);
        Hand.send(machine, 0, 1, INIT);
        Hand.send(machine, 0, 1, SMI);
        machine.change(new PrimitiveChange.LeaveSmm(1));
        machine.settle();
        assertThat(machine.state().is(1, MachineState.IN_SMM)).isTrue();
        assertThat(machine.inits(1)).isZero();
        machine.change(new PrimitiveChange.LeaveSmm(1));
        machine.settle();
        assertThat(machine.inits(1)).isEqualTo(1);
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.nmis(1)).isZero();
    }

    @Test
    @DisplayName("an INIT that both SMM and VMX root operation hold comes when both are over")
    void heldTwice() {
        HandDrivenMachine machine = State.VMX_ROOT.machine(ApicGeneration.XAPIC);
        machine.change(new PrimitiveChange.EnterSmm(1));
        Hand.send(machine, 0, 1, INIT);
        machine.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(machine.inits(1)).isZero();
        machine.change(new PrimitiveChange.EnterSmm(1));
        machine.change(new PrimitiveChange.LeaveVmxRoot(1));
        assertThat(machine.inits(1)).isZero();
        machine.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(machine.inits(1)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "start-up: the first starts the CPU, the second is ignored; one in SMM is lost, and a second cures that")
    void secondSipi() {
        HandDrivenMachine machine = State.WAIT_FOR_SIPI.machine(ApicGeneration.XAPIC);
        Hand.send(machine, 0, 1, 0x633);
        Hand.send(machine, 0, 1, 0x644);
        assertThat(machine.startedAt(1)).containsExactly(0x33);
        machine.change(new PrimitiveChange.EnterSmm(1));
        Hand.send(machine, 0, 1, INIT);
        Hand.send(machine, 0, 1, 0x655);
        machine.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(machine.waitsForStartup(1)).isTrue();
        Hand.send(machine, 0, 1, 0x666);
        assertThat(machine.startedAt(1)).containsExactly(0x33, 0x66);
    }

    @Test
    @DisplayName(
            "shutdown takes the place of waiting for a start-up message: the message no longer starts the CPU, an NMI wakes it")
    void shutdownWhileWaiting() {
        HandDrivenMachine machine = State.WAIT_FOR_SIPI.machine(ApicGeneration.XAPIC);
        machine.change(new PrimitiveChange.Shutdown(1));
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.startedAt(1)).isEmpty();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.nmis(1)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "SMM begins where an SMI is taken only: not while waiting for a start-up message, not in a dead shutdown")
    void enterSmm() {
        for (State state : List.of(State.WAIT_FOR_SIPI, State.SHUTDOWN_IN_NMI)) {
            HandDrivenMachine machine = state.machine(ApicGeneration.XAPIC);
            machine.change(new PrimitiveChange.EnterSmm(1));
            assertThat(machine.state().is(1, MachineState.IN_SMM))
                    .as("%s", state)
                    .isFalse();
        }
        HandDrivenMachine machine = State.SMM.machine(ApicGeneration.XAPIC);
        machine.change(new PrimitiveChange.EnterSmm(1));
        machine.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(machine.state().is(1, MachineState.IN_SMM))
                .as("beginning twice is no SMI that is held")
                .isFalse();
    }

    @Test
    @DisplayName("STI: neither interrupt nor NMI is taken before the instruction behind it is over")
    void stiShadow() {
        HandDrivenMachine machine = State.INTERRUPTS_OFF.machine(ApicGeneration.XAPIC);
        Hand.send(machine, 0, 1, FIXED);
        machine.sti(1);
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.nmis(1)).isZero();
        machine.executeOne(1);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(FIXED);
        assertThat(machine.nmis(1)).isEqualTo(1);
        machine.sti(1);
        Hand.send(machine, 0, 1, NMI);
        machine.load(1, ApicRegister.ID.offset());
        machine.settle();
        assertThat(machine.nmis(1)).as("an access is an instruction too").isEqualTo(2);
    }
}
