package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.wait.Purpose;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("registers of the local APIC as far as stopping CPUs needs them (apic-facts 1.5, 1.8 to 1.11)")
class RegistersTest {
    /** A bench whose CPU 1 has executed the given steps. */
    private static Bench after(InterconnectKind kind, UnaryOperator<CpuScript.Builder> steps) {
        CpuScript.Builder script = steps.apply(CpuScript.builder("steps"));
        int length = script.position();
        Bench bench = new Bench(
                Machines.model(kind, 3, Machines.ideal()).task(1, script.spin().build()));
        for (int i = 0; i < length; i++) {
            bench.rules.execute(1);
        }
        return bench;
    }

    private static long read(Bench bench, ApicRegister register) {
        CpuScript script = CpuScript.builder("read").read(register).spin().build();
        MachineModel model = Machines.model(InterconnectKind.FRONT_SIDE_BUS, 3, Machines.ideal())
                .task(1, script)
                .build();
        MachineState state = bench.state.copy();
        MachineState fresh = model.initialState();
        for (int word = 0; word < FRAMES; word++) {
            fresh.set(1, word, state.get(1, word));
        }
        new Rules(model, fresh).execute(1);
        return fresh.top(1, VALUE);
    }

    @Test
    @DisplayName(
            "ESR: errors collect out of sight; a write, of whatever, shows them and clears the latch (1.11, invariant 5)")
    void esr() {
        Bench bench = Bench.of(InterconnectKind.FRONT_SIDE_BUS, 2).send(0, 1, 0x0F);
        assertThat(bench.state.get(0, ESR_LATCH)).as("send illegal vector").isEqualTo(1 << 5);
        assertThat(bench.state.get(1, ESR_LATCH)).as("receive illegal vector").isEqualTo(1 << 6);
        assertThat(bench.register(0, ApicRegister.ESR)).isZero();
        assertThat(bench.takers(0x0F).isEmpty())
                .as("bits 0 to 15 of IRR are never set")
                .isTrue();

        Bench written = after(
                InterconnectKind.FRONT_SIDE_BUS,
                script -> Machines.raw(script, InterconnectKind.FRONT_SIDE_BUS, 2, 0x0F)
                        .write(ApicRegister.ESR, 0x1234));
        assertThat(written.register(1, ApicRegister.ESR)).isEqualTo(1 << 5);
        Bench twice = after(
                InterconnectKind.FRONT_SIDE_BUS,
                script -> Machines.raw(script, InterconnectKind.FRONT_SIDE_BUS, 2, 0x0F)
                        .write(ApicRegister.ESR, 0)
                        .write(ApicRegister.ESR, 0));
        assertThat(twice.register(1, ApicRegister.ESR)).isZero();
    }

    @Test
    @DisplayName("vectors 16 to 31 are legal for the APIC (SDM 10.5.2); NMI has no vector to be illegal")
    void legalVectors() {
        Bench bench =
                Bench.of(InterconnectKind.FRONT_SIDE_BUS, 2).send(0, 1, 16).send(0, 1, 0x400);
        assertThat(bench.state.get(0, ESR_LATCH)).isZero();
        assertThat(bench.requested(1, 16)).isTrue();
    }

    @Test
    @DisplayName(
            "SELF IPI: the vector is in IRR when the write is done; below 16 both illegal-vector bits (1.6 X6, 1.11)")
    void selfIpi() {
        Bench bench = after(InterconnectKind.X2APIC_FABRIC, script -> selfIpi(script, 0x41));
        assertThat(bench.requested(1, 0x41)).isTrue();
        Bench illegal = after(InterconnectKind.X2APIC_FABRIC, script -> selfIpi(script, 15));
        assertThat(illegal.state.get(1, ESR_LATCH)).isEqualTo(1 << 5 | 1 << 6);
    }

    private static CpuScript.Builder selfIpi(CpuScript.Builder script, int vector) {
        return script.program(
                IcrPrograms.x2apicSelf(CpuId.of(1), new IpiVector(vector)), Purpose.NORMAL, vector, Machines.UNLIMITED);
    }

    @Test
    @DisplayName("software-disabling forces all LVT masks to 1; enabling does not clear them (SDM 10.4.7.2)")
    void svrForcesMasks() {
        Bench bench = after(
                InterconnectKind.FRONT_SIDE_BUS,
                script -> script.write(ApicRegister.LVT_LINT0, 0x700)
                        .modify(ApicRegister.SVR, ~0x100, 0)
                        .write(ApicRegister.LVT_LINT1, 0x400)
                        .modify(ApicRegister.SVR, ~0, 0x100));
        assertThat(bench.register(1, ApicRegister.SVR)).isEqualTo(0x1FF);
        assertThat(bench.register(1, ApicRegister.LVT_LINT0)).isEqualTo(0x1_0700);
        assertThat(bench.register(1, ApicRegister.LVT_LINT1))
                .as("cannot be cleared meanwhile")
                .isEqualTo(0x1_0400);
    }

    @Test
    @DisplayName("LVT: delivery status and remote IRR are read-only (SDM 10.5.1)")
    void lvtReadOnlyBits() {
        Bench bench = after(InterconnectKind.FRONT_SIDE_BUS, script -> script.write(ApicRegister.LVT_LINT0, 0xFFFF));
        assertThat(bench.register(1, ApicRegister.LVT_LINT0))
                .as("bit 11 is reserved")
                .isEqualTo(0xFFFF & ~0x5800);
    }

    @Test
    @DisplayName("EOI clears the highest bit in service and no other (1.9)")
    void eoi() {
        Bench bench = after(InterconnectKind.FRONT_SIDE_BUS, script -> script.write(ApicRegister.EOI, 0));
        assertThat(bench.state.highest(1, ISR))
                .as("nothing in service: no effect")
                .isEqualTo(-1);
        Bench both = new Bench(Machines.model(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.ideal())
                .task(
                        1,
                        CpuScript.builder("eoi")
                                .write(ApicRegister.EOI, 0)
                                .spin()
                                .build()));
        both.state.bit(1, ISR, 0x31, true);
        both.state.bit(1, ISR, 0xFE, true);
        both.rules.execute(1);
        assertThat(both.state.highest(1, ISR)).isEqualTo(0x31);
    }

    @ParameterizedTest(name = "TPR {0}, in service {1}: PPR {2}, vector {3} taken: {4}")
    @CsvSource({
        "00, 00, 00, 10, true",
        "00, 00, 00, 0F, false",
        "35, 00, 35, 3F, false",
        "35, 00, 35, 40, true",
        "20, 31, 30, 3F, false",
        "20, 31, 30, 40, true",
        "F0, 31, F0, FF, false",
        "4F, 31, 4F, 50, true"
    })
    @DisplayName(
            "PPR is the higher class of TPR and ISR; nothing at or below it is dispensed (SDM 10.8.3.1, invariant 4)")
    void ppr(String tpr, String inService, String ppr, String vector, boolean taken) {
        Bench bench =
                Bench.of(InterconnectKind.FRONT_SIDE_BUS, 2).register(1, ApicRegister.TPR, Integer.parseInt(tpr, 16));
        if (!inService.equals("00")) {
            bench.state.bit(1, ISR, Integer.parseInt(inService, 16), true);
        }
        int offered = Integer.parseInt(vector, 16);
        bench.state.bit(1, IRR, offered, true);
        assertThat(bench.rules.apic.processorPriority(1)).isEqualTo(Integer.parseInt(ppr, 16));
        assertThat(bench.rules.target.vectorTaken(1)).isEqualTo(taken ? offered : -1);
    }

    @Test
    @DisplayName("a dispensed vector moves from IRR to ISR; the higher one first (1.9)")
    void dispense() {
        Bench bench =
                Bench.of(InterconnectKind.FRONT_SIDE_BUS, 2).send(0, 1, 0x31).send(0, 1, 0xF1);
        bench.rules.enter(1);
        assertThat(bench.requested(1, 0xF1)).isFalse();
        assertThat(bench.state.bit(1, ISR, 0xF1)).isTrue();
        assertThat(bench.requested(1, 0x31)).isTrue();
        assertThat(bench.rules.target.vectorTaken(1))
                .as("interrupts are off in the handler")
                .isEqualTo(-1);
    }

    @Test
    @DisplayName("reads: version with Max LVT, IRR and ISR word by word, ICR with delivery status (1.1, 1.4, 1.5)")
    void reads() {
        Bench bench =
                Bench.of(InterconnectKind.FRONT_SIDE_BUS, 3).send(0, 1, 0x1F).send(0, 1, 0x3F);
        bench.state.bit(1, ISR, 0x11, true);
        bench.send(1, 2, 0x400);
        assertThat(read(bench, ApicRegister.VERSION)).isEqualTo(5 << 16 | 0x14);
        assertThat(read(bench, ApicRegister.IRR)).isEqualTo(1L << 0x1F);
        assertThat(read(bench, ApicRegister.ISR)).isEqualTo(1L << 0x11);
        assertThat(read(bench, ApicRegister.TMR)).isZero();
        assertThat(read(bench, ApicRegister.PPR)).isEqualTo(0x10);
        assertThat(read(bench, ApicRegister.ICR)).isEqualTo(0x400);
        assertThat(read(bench, ApicRegister.ICR2)).isEqualTo(2L << 24);
    }

    @Test
    @DisplayName("delivery status is read-only (I2): writing 1 to bit 12 does not make the ICR busy")
    void bit12IsReadOnly() {
        Bench bench = Bench.of(InterconnectKind.FRONT_SIDE_BUS, 2).send(0, 1, 0x400 | Icr.BUSY);
        assertThat(bench.rules.icrLowAsRead(0)).isEqualTo(0x400);
        Bench x2apic = Bench.of(InterconnectKind.X2APIC_FABRIC, 2).write(0, 1, 0x400 | Icr.BUSY);
        assertThat(x2apic.rules.icrLowAsRead(0)).isEqualTo(0x400);
    }

    @ParameterizedTest(name = "target {0}")
    @CsvSource({"1, 0x20000, 0x1000000", "9, 0, 0"})
    @DisplayName(
            "remote read: in progress until answered; valid with the register, or invalid if nobody answers; never repeated (2.2)")
    void remoteRead(int target, String status, String value) {
        Bench bench = Bench.of(InterconnectKind.APIC_BUS, 2).write(0, target, 0x300 | ApicRegister.ID.offset() >> 4);
        assertThat(bench.rules.icrLowAsRead(0) & 0x3_0000).isEqualTo(0x1_0000);
        bench.arrive();
        assertThat(bench.rules.icrLowAsRead(0) & 0x3_0000).isEqualTo(Integer.decode(status));
        assertThat(bench.register(0, ApicRegister.REMOTE_READ)).isEqualTo(Integer.decode(value));
        assertThat(bench.busy(0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = ApicRegister.class,
            names = {"EOI", "VERSION", "PPR", "ISR", "IRR", "SELF_IPI"})
    @DisplayName("a model cannot be given a value of a register that has none of its own")
    void noSuchInitialValue(ApicRegister register) {
        assertThatThrownBy(() -> Machines.model(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.ideal())
                        .register(0, register, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(register.toString());
    }

    @Test
    @DisplayName("both words of the ICR can be given, in any order")
    void initialIcr() {
        Bench bench = new Bench(Machines.model(InterconnectKind.FRONT_SIDE_BUS, 2, Machines.ideal())
                .register(0, ApicRegister.ICR2, 0x0100_0000)
                .register(0, ApicRegister.ICR, 0x4_0040)
                .register(0, ApicRegister.ICR, 0x0040));
        assertThat(bench.state.get(0, ICR)).isEqualTo(0x0100_0000_0000_0040L);
        assertThat(bench.state.get(0, ARBITRATION_ID)).isZero();
    }
}
