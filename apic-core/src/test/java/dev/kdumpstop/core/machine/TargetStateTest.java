package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("what a target's state does to NMI, INIT, start-up and fixed interrupts (apic-facts 1.12)")
class TargetStateTest {
    private static final int NMI_TO = 0x400;
    private static final int INIT_TO = 0x4500;
    private static final int STARTUP_TO = 0x611;
    private static final int FIXED = 0x40;

    private static Bench bench() {
        return Bench.of(InterconnectKind.FRONT_SIDE_BUS, 3, options -> options.with(NmiAcceptance.ALWAYS_ACCEPT));
    }

    @Test
    @DisplayName("SMM: one NMI is latched and taken after RSM; fixed interrupts wait too (SDM 34.8, DEST_IN_SMM)")
    void smmHoldsNmi() {
        Bench bench = bench().change(new PrimitiveChange.EnterSmm(1));
        bench.send(0, 1, NMI_TO).send(0, 1, NMI_TO).send(0, 1, FIXED);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.runHandlers(1)).isZero();
        bench.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(bench.runHandlers(1)).as("one NMI, one vector").isEqualTo(2);
    }

    @Test
    @DisplayName("SMM inside an NMI handler: the latched NMI waits for RSM and IRET")
    void smmInsideNmi() {
        Bench bench = bench().change(new PrimitiveChange.EnterNmiHandler(1)).change(new PrimitiveChange.EnterSmm(1));
        bench.send(0, 1, NMI_TO).change(new PrimitiveChange.LeaveSmm(1));
        assertThat(bench.runHandlers(1)).isZero();
        bench.change(new PrimitiveChange.LeaveNmiHandler(1));
        assertThat(bench.runHandlers(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("SMM: INIT is latched until RSM; a start-up message meanwhile is lost (SIPI_LOST_IN_SMM)")
    void smmHoldsInitAndLosesSipi() {
        Bench bench = bench().change(new PrimitiveChange.EnterSmm(1))
                .send(0, 1, INIT_TO)
                .send(0, 1, STARTUP_TO);
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isFalse();
        bench.change(new PrimitiveChange.LeaveSmm(1));
        assertThat(bench.is(1, WAIT_FOR_SIPI))
                .as("the INIT takes effect, the SIPI is gone")
                .isTrue();
        assertThat(bench.send(0, 1, STARTUP_TO).is(1, WAIT_FOR_SIPI))
                .as("a second one cures it")
                .isFalse();
    }

    @Test
    @DisplayName(
            "wait-for-SIPI: NMI is accepted and held until the start-up message; SMM cannot begin (DEST_WAIT_SIPI)")
    void waitForSipiHoldsNmi() {
        MachineSpec spec = Machines.spec(InterconnectKind.FRONT_SIDE_BUS, 3);
        CpuMaps maps = new CpuMaps(CpuSet.of(0, 2), CpuSet.firstN(3), CpuSet.of(0, 2));
        Bench bench = new Bench(MachineModel.builder(spec.toBuilder().maps(maps).build(), Machines.ideal()));
        bench.send(0, 1, NMI_TO).change(new PrimitiveChange.EnterSmm(1));
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.is(1, IN_SMM)).isFalse();
        assertThat(bench.runHandlers(1)).isZero();
        assertThat(bench.send(0, 1, STARTUP_TO).runHandlers(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("a CPU that was never booted has the registers that a reset leaves (1.4)")
    void neverBooted() {
        MachineSpec spec = Machines.spec(InterconnectKind.FRONT_SIDE_BUS, 2);
        CpuMaps maps = new CpuMaps(CpuSet.of(0), CpuSet.firstN(2), CpuSet.of(0));
        Bench bench = new Bench(MachineModel.builder(spec.toBuilder().maps(maps).build(), Machines.ideal())
                .apicSetup(cpu -> ApicSetup.xapic(0x0FFF_FFFF, 1)));
        assertThat(bench.register(0, ApicRegister.LDR)).isEqualTo(1 << 24);
        assertThat(bench.register(1, ApicRegister.LDR)).isZero();
        assertThat(bench.register(1, ApicRegister.DFR)).isEqualTo(-1);
        assertThat(bench.register(1, ApicRegister.SVR)).isEqualTo(0xFF);
    }

    @Test
    @DisplayName("a start-up message to a CPU that does not wait for one is ignored (SIPI_NOT_WAITING)")
    void sipiNotWaiting() {
        Bench bench = bench();
        MachineState before = bench.state.copy();
        assertThat(bench.send(0, 1, STARTUP_TO).busy(0)).isFalse();
        bench.state.set(0, ICR, before.get(0, ICR));
        assertThat(bench.state).isEqualTo(before);
    }

    @Test
    @DisplayName("shutdown: fixed interrupts and start-up do not wake it, an NMI does (SDM 26.6.2, DEST_SHUTDOWN)")
    void shutdown() {
        Bench bench = bench().change(new PrimitiveChange.Shutdown(1))
                .send(0, 1, FIXED)
                .send(0, 1, STARTUP_TO);
        assertThat(bench.runHandlers(1)).isZero();
        assertThat(bench.send(0, 1, NMI_TO).runHandlers(1))
                .as("the NMI, then the vector")
                .isEqualTo(2);
        assertThat(bench.is(1, SHUT_DOWN)).isFalse();
    }

    @Test
    @DisplayName("shutdown inside an NMI handler: neither NMI nor INIT helps (DEST_SHUTDOWN_IN_NMI)")
    void shutdownInNmi() {
        Bench bench = bench().change(new PrimitiveChange.EnterNmiHandler(1)).change(new PrimitiveChange.Shutdown(1));
        bench.send(0, 1, NMI_TO).send(0, 1, INIT_TO).change(new PrimitiveChange.LeaveNmiHandler(1));
        assertThat(bench.runHandlers(1)).isZero();
        assertThat(bench.is(1, SHUT_DOWN)).isTrue();
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isFalse();
    }

    @Test
    @DisplayName("INIT: registers as after reset, id and arbitration id kept, nothing pending, waits for SIPI (1.4)")
    void initResets() {
        Bench bench = Bench.of(InterconnectKind.APIC_BUS, 3, options -> options.with(NmiAcceptance.ALWAYS_ACCEPT));
        bench.change(new PrimitiveChange.EnterNmiHandler(1))
                .send(0, 1, NMI_TO)
                .send(0, 1, FIXED)
                .send(1, 2, FIXED)
                .send(1, 2, FIXED)
                .register(1, ApicRegister.TPR, 0x30)
                .register(1, ApicRegister.TIMER_INITIAL_COUNT, 77)
                .register(1, ApicRegister.LVT_LINT0, 0x700);
        assertThat(bench.busy(1)).isTrue();
        long arbitration = bench.state.get(1, ARBITRATION_ID);
        bench.write(0, 1, INIT_TO);
        bench.arrive();
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isTrue();
        assertThat(bench.is(1, IN_NMI | NMI_LATCHED | INTERRUPTS_ON)).isFalse();
        assertThat(bench.busy(1)).as("its own command is forgotten").isFalse();
        assertThat(bench.state.slots()).isZero();
        assertThat(bench.state.get(1, ICR)).isZero();
        assertThat(bench.state.get(1, ESR_LATCH)).isZero();
        assertThat(bench.takers(FIXED)).isEqualTo(CpuSet.of(2));
        assertThat(bench.register(1, ApicRegister.ID)).isEqualTo(1 << 24);
        assertThat(bench.state.get(1, ARBITRATION_ID)).isEqualTo(arbitration + 1);
        assertThat(bench.register(1, ApicRegister.LDR)).isZero();
        assertThat(bench.register(1, ApicRegister.DFR)).isEqualTo(-1);
        assertThat(bench.register(1, ApicRegister.SVR)).isEqualTo(0xFF);
        assertThat(bench.register(1, ApicRegister.TPR)).isZero();
        assertThat(bench.register(1, ApicRegister.TIMER_INITIAL_COUNT)).isZero();
        assertThat(bench.register(1, ApicRegister.LVT_LINT0)).isEqualTo(0x1_0000);
    }

    @Test
    @DisplayName("INIT in x2APIC mode keeps the mode: the LDR still follows from the id (SDM 10.12.5.1)")
    void initKeepsX2apic() {
        Bench bench = Bench.of(InterconnectKind.X2APIC_FABRIC, 3).send(0, 1, INIT_TO);
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isTrue();
        assertThat(bench.register(1, ApicRegister.LDR)).isEqualTo(1 << 1);
        assertThat(bench.register(1, ApicRegister.ID)).isEqualTo(1);
    }

    @Test
    @DisplayName("INIT to the boot CPU: firmware starts over, the machine resets (INIT_TO_BSP)")
    void initToBootCpu() {
        assertThat(bench().send(1, 0, INIT_TO).state.global(ENDED)).isEqualTo(1 + CpuScript.End.RESET.ordinal());
    }

    @Test
    @DisplayName("an INIT to everybody, the sender too, forgets the sender's command without losing its way")
    void initToAll() {
        Bench bench = bench().send(1, 0xFF, INIT_TO);
        assertThat(bench.is(1, WAIT_FOR_SIPI) && bench.is(2, WAIT_FOR_SIPI)).isTrue();
        assertThat(bench.state.slots()).isZero();
        assertThat(bench.busy(1)).isFalse();
    }

    @ParameterizedTest(name = "inside a handler: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "interrupts turned off from outside stay off when a handler that runs just then returns; and the reverse")
    void taskInterrupts(boolean inHandler) {
        Bench bench = bench();
        if (inHandler) {
            bench.change(new PrimitiveChange.EnterNmiHandler(1));
        }
        bench.change(new PrimitiveChange.DisableInterrupts(1)).change(new PrimitiveChange.LeaveNmiHandler(1));
        bench.runHandlers(1);
        assertThat(bench.send(0, 1, FIXED).runHandlers(1)).isZero();
        if (inHandler) {
            bench.change(new PrimitiveChange.EnterNmiHandler(1));
        }
        bench.change(new PrimitiveChange.EnableInterrupts(1));
        assertThat(bench.runHandlers(1)).as("not inside the NMI handler").isEqualTo(inHandler ? 0 : 1);
        bench.change(new PrimitiveChange.LeaveNmiHandler(1)).runHandlers(1);
        assertThat(bench.requested(1, FIXED)).isFalse();
    }

    @Test
    @DisplayName("only answers of CPUs that were asked count")
    void onlyAskedCount() {
        CpuScript answer =
                CpuScript.builder("answers").acknowledge().interruptReturn().build();
        Bench bench = new Bench(Machines.model(InterconnectKind.FRONT_SIDE_BUS, 3, Machines.ideal())
                .asked(CpuSet.of(2))
                .onVector(FIXED, answer));
        bench.send(0, 1, FIXED).runHandlers(1);
        assertThat(bench.is(1, ACKNOWLEDGED)).isTrue();
        assertThat(bench.rules.allAcknowledged()).isFalse();
        bench.send(0, 2, FIXED).runHandlers(2);
        assertThat(bench.rules.allAcknowledged()).isTrue();
    }
}
