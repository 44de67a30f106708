package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.ModelOptions.AbsentDestination;
import dev.kdumpstop.core.machine.ModelOptions.DisabledFixed;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("what a target does with a message, and what that does to delivery status (apic-facts 2.3, 1.12)")
class AcceptanceTest {
    private static final int NMI_TO = 0x400;
    private static final int FIXED = 0x40;

    private static ModelOptions disabled(ModelOptions options, DisabledFixed value) {
        return new ModelOptions(
                options.nmiAcceptance(),
                options.icrWriteWhileBusy(),
                options.absentDestination(),
                value,
                options.startUpRetry(),
                ApicProfile.SDM,
                options.horizonPs());
    }

    // --- NMI

    @ParameterizedTest(name = "{0}, target {1}: {2} on the 3-wire bus and the front-side bus")
    @CsvSource({
        "ALWAYS_ACCEPT,         RUNNING,      TAKEN",
        "ALWAYS_ACCEPT,         IN_HANDLER,   TAKEN",
        "ALWAYS_ACCEPT,         LATCH_FULL,   TAKEN",
        "RETRY_WHEN_LATCH_FULL, RUNNING,      TAKEN",
        "RETRY_WHEN_LATCH_FULL, IN_HANDLER,   TAKEN",
        "RETRY_WHEN_LATCH_FULL, LATCH_FULL,   REFUSED",
        "RETRY_WHILE_IN_NMI,    RUNNING,      TAKEN",
        "RETRY_WHILE_IN_NMI,    IN_HANDLER,   REFUSED",
        "RETRY_WHILE_IN_NMI,    LATCH_FULL,   REFUSED"
    })
    void nmi(NmiAcceptance acceptance, String target, String outcome) {
        for (InterconnectKind kind : InterconnectKind.values()) {
            Bench bench = Bench.of(kind, 3, options -> options.with(acceptance));
            if (!target.equals("RUNNING")) {
                bench.change(new PrimitiveChange.EnterNmiHandler(1));
            }
            if (target.equals("LATCH_FULL")) {
                bench.change(new PrimitiveChange.RaiseNmi(1));
            }
            boolean full = bench.is(1, NMI_LATCHED);
            bench.send(0, 1, NMI_TO);
            // A hypervisor latches by itself; an x2APIC may be refused, but its sender never knows.
            boolean refused = outcome.equals("REFUSED") && kind != InterconnectKind.INSTANT;
            assertThat(bench.is(1, NMI_LATCHED)).as("%s: latched", kind).isEqualTo(!refused || full);
            assertThat(bench.busy(0))
                    .as("%s: delivery status", kind)
                    .isEqualTo(refused && kind != InterconnectKind.X2APIC_FABRIC);
            bench.change(new PrimitiveChange.LeaveNmiHandler(1));
            int handlers = bench.runHandlers(1);
            assertThat(bench.busy(0)).as("%s: released by IRET", kind).isFalse();
            // At equal times acceptance comes before entry: the message retried collapses into the NMI latched.
            assertThat(handlers).as("%s: handlers run afterwards", kind).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "on {0}")
    @EnumSource(InterconnectKind.class)
    @DisplayName("ten NMIs at a CPU inside the handler give one more run: two in all (NMI_COLLAPSE)")
    void nmisCollapse(InterconnectKind kind) {
        Bench bench = Bench.of(kind, 2, options -> options.with(NmiAcceptance.ALWAYS_ACCEPT));
        bench.send(0, 1, NMI_TO);
        bench.rules.enter(1);
        for (int i = 0; i < 10; i++) {
            bench.send(0, 1, NMI_TO);
        }
        assertThat(bench.runHandlers(1)).isEqualTo(1);
        assertThat(bench.is(1, NMI_LATCHED)).isFalse();
    }

    @Test
    @DisplayName(
            "one of several refuses: the others take it once, the sender stays busy until the last has (PARTIAL_BROADCAST)")
    void partialBroadcast() {
        Bench bench = Bench.of(InterconnectKind.APIC_BUS, 4);
        bench.change(new PrimitiveChange.EnterNmiHandler(2)).send(0, 0, 0xC0400);
        assertThat(bench.busy(0)).isTrue();
        assertThat(bench.runHandlers(1) + bench.runHandlers(3)).isEqualTo(2);
        bench.change(new PrimitiveChange.LeaveNmiHandler(2));
        assertThat(bench.runHandlers(2)).isEqualTo(1);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.runHandlers(1) + bench.runHandlers(3))
                .as("no second copy")
                .isZero();
    }

    // --- fixed

    @Test
    @DisplayName(
            "P6: a vector has one place in IRR and one in ISR; the third copy is refused until one is free (1.9, B1)")
    void thirdCopyIsRefused() {
        Bench bench = Bench.of(InterconnectKind.APIC_BUS, 2);
        bench.send(0, 1, FIXED);
        bench.rules.enter(1);
        bench.send(0, 1, FIXED);
        assertThat(bench.busy(0)).as("second copy: IRR").isFalse();
        bench.send(0, 1, FIXED);
        assertThat(bench.busy(0)).as("third copy").isTrue();
        assertThat(bench.runHandlers(1)).isEqualTo(2);
        assertThat(bench.busy(0)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {"FRONT_SIDE_BUS", "X2APIC_FABRIC", "INSTANT"},
            value = InterconnectKind.class)
    @DisplayName("Pentium 4 and later: the third copy collapses into IRR; the handler runs twice (1.9, FIXED_COLLAPSE)")
    void thirdCopyCollapses(InterconnectKind kind) {
        Bench bench = Bench.of(kind, 2);
        bench.send(0, 1, FIXED);
        bench.rules.enter(1);
        bench.send(0, 1, FIXED).send(0, 1, FIXED);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.runHandlers(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("software-disabled: NMI is taken (1.10, DEST_SW_DISABLED_NMI)")
    void disabledTakesNmi() {
        for (InterconnectKind kind : InterconnectKind.values()) {
            Bench bench = Bench.of(kind, 2).register(1, ApicRegister.SVR, 0xFF).send(0, 1, NMI_TO);
            assertThat(bench.busy(0)).isFalse();
            assertThat(bench.runHandlers(1)).as("%s", kind).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}, disabled-fixed={1}: delivery status {2}")
    @CsvSource({
        "APIC_BUS, DROP, false",
        "APIC_BUS, RETRY, true",
        "FRONT_SIDE_BUS, RETRY, false",
        "X2APIC_FABRIC, RETRY, false",
        "INSTANT, RETRY, false"
    })
    @DisplayName("software-disabled: fixed messages are dropped, or refused on the 3-wire bus if so told (2.3, G4)")
    void disabledFixed(InterconnectKind kind, DisabledFixed option, boolean busy) {
        Bench bench = Bench.of(kind, 2, options -> disabled(options, option)).register(1, ApicRegister.SVR, 0xFF);
        bench.send(0, 1, FIXED);
        assertThat(bench.busy(0)).isEqualTo(busy);
        assertThat(bench.takers(FIXED)).isEqualTo(CpuSet.empty());
        bench.register(1, ApicRegister.SVR, 0x1FF).arrive();
        assertThat(bench.takers(FIXED)).isEqualTo(busy ? CpuSet.of(1) : CpuSet.empty());
        assertThat(bench.busy(0)).isFalse();
    }

    // --- nobody there

    @ParameterizedTest(name = "{0}, absent-destination={1}: delivery status {2}")
    @CsvSource({
        "APIC_BUS, CLEAR, true",
        "APIC_BUS, STUCK, true",
        "FRONT_SIDE_BUS, CLEAR, false",
        "FRONT_SIDE_BUS, STUCK, true",
        "X2APIC_FABRIC, STUCK, false",
        "INSTANT, STUCK, false"
    })
    @DisplayName(
            "an absent target: retried for ever on the 3-wire bus, as the option says on the front-side bus (2.4, DEST_ABSENT)")
    void absent(InterconnectKind kind, AbsentDestination option, boolean busy) {
        for (boolean removed : new boolean[] {true, false}) {
            Bench bench = Bench.of(kind, 3, options -> options.with(option));
            if (removed) {
                bench.change(new PrimitiveChange.RemoveApic(1));
            }
            // An id that was taken away, or one that nobody ever had.
            bench.send(0, removed ? 1 : 9, NMI_TO);
            assertThat(bench.busy(0)).as("removed: %s", removed).isEqualTo(busy);
            if (removed) {
                bench.change(new PrimitiveChange.RestoreApic(1)).arrive();
                assertThat(bench.busy(0)).isFalse();
                assertThat(bench.is(1, NMI_LATCHED)).as("delivered late").isEqualTo(busy);
            }
        }
    }

    @Test
    @DisplayName("an absent CPU among several that answer is not missed (2.2: one accept is enough)")
    void absentAmongOthers() {
        Bench bench = Bench.of(InterconnectKind.APIC_BUS, 4);
        bench.change(new PrimitiveChange.RemoveApic(2)).send(0, 0, 0xC0400);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.is(1, NMI_LATCHED) && bench.is(3, NMI_LATCHED)).isTrue();
    }

    @Test
    @DisplayName("a start-up message is never repeated by hardware, even if nobody answers (SDM 10.6.1)")
    void startUpIsNotRepeated() {
        assertThat(Bench.of(InterconnectKind.APIC_BUS, 2).send(0, 9, 0x611).busy(0))
                .isFalse();
    }

    @Test
    @DisplayName(
            "nobody answers on the 3-wire bus: ESR bit 2 at the sender, bit 3 at the others, none of it elsewhere (1.11, DEST_ABSENT)")
    void acceptErrors() {
        Bench bus = Bench.of(InterconnectKind.APIC_BUS, 3).send(0, 9, NMI_TO);
        assertThat(bus.state.get(0, ESR_LATCH)).isEqualTo(1 << 2);
        assertThat(bus.state.get(1, ESR_LATCH)).isEqualTo(1 << 3);
        assertThat(bus.register(0, ApicRegister.ESR))
                .as("not before ESR is written")
                .isZero();
        Bench fsb = Bench.of(InterconnectKind.FRONT_SIDE_BUS, 3).send(0, 9, NMI_TO);
        assertThat(fsb.state.get(0, ESR_LATCH) | fsb.state.get(1, ESR_LATCH)).isZero();
    }

    @Test
    @DisplayName(
            "those that refused a message are gone: retried for ever on the 3-wire bus, cleared on the front-side bus")
    void refuserIsRemoved() {
        for (InterconnectKind kind :
                new InterconnectKind[] {InterconnectKind.APIC_BUS, InterconnectKind.FRONT_SIDE_BUS}) {
            Bench bench = Bench.of(kind, 2)
                    .change(new PrimitiveChange.EnterNmiHandler(1))
                    .send(0, 1, NMI_TO);
            assertThat(bench.busy(0)).isTrue();
            bench.change(new PrimitiveChange.RemoveApic(1)).arrive();
            assertThat(bench.busy(0)).isEqualTo(kind == InterconnectKind.APIC_BUS);
        }
    }

    @Test
    @DisplayName(
            "a write to a register outside the APIC that reaches nobody is lost; it is no command of the APIC (Voyager, UV)")
    void outsideWriteToNobody() {
        Bench bench = new Bench(Machines.model(InterconnectKind.APIC_BUS, 2, Machines.ideal())
                .subject(0, Machines.sending(Machines.outside(CpuSet.of(1)), Machines.UNLIMITED)));
        bench.change(new PrimitiveChange.RemoveApic(1));
        bench.rules.execute(0);
        bench.arrive();
        assertThat(bench.state.slots()).isZero();
    }
}
