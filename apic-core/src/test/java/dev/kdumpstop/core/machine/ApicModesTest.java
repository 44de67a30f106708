package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("modes of the local APIC, by WRMSR of IA32_APIC_BASE (apic-facts 1.3)")
class ApicModesTest {
    private static final int BASE = 0x1B;
    private static final long PAGE = 0xFEE0_0000L;
    private static final long DISABLED = PAGE;
    private static final long XAPIC = PAGE | 0x800;
    private static final long X2APIC = PAGE | 0xC00;

    private static HandDrivenMachine machine() {
        return Hand.of(ApicGeneration.X2APIC, 2);
    }

    private static long base(HandDrivenMachine machine) {
        return machine.readMsr(1, BASE).orElseThrow();
    }

    private static long value(String mode) {
        return switch (mode) {
            case "disabled" -> DISABLED;
            case "xAPIC" -> XAPIC;
            case "x2APIC" -> X2APIC;
            default -> PAGE | 0x400;
        };
    }

    @ParameterizedTest(name = "{0} to {1}: done {2}")
    @CsvSource({
        "disabled, disabled, true",
        "disabled, xAPIC,    true",
        "disabled, x2APIC,   false",
        "disabled, invalid,  false",
        "xAPIC,    disabled, true",
        "xAPIC,    xAPIC,    true",
        "xAPIC,    x2APIC,   true",
        "xAPIC,    invalid,  false",
        "x2APIC,   disabled, true",
        "x2APIC,   xAPIC,    false",
        "x2APIC,   x2APIC,   true",
        "x2APIC,   invalid,  false"
    })
    @DisplayName("1.3: every transition; one that raises #GP changes nothing")
    void transitions(String from, String to, boolean done) {
        HandDrivenMachine machine = machine();
        assertThat(machine.writeMsr(1, BASE, value(from))).isTrue();
        assertThat(machine.writeMsr(1, BASE, value(to))).isEqualTo(done);
        assertThat(base(machine)).isEqualTo(done ? value(to) : value(from));
    }

    @Test
    @DisplayName("1.3: bit 8 marks the boot CPU and cannot be written; reserved bits raise #GP")
    void bootCpu() {
        HandDrivenMachine machine = machine();
        assertThat(machine.readMsr(0, BASE)).hasValue(XAPIC | 0x100);
        assertThat(machine.readMsr(1, BASE)).hasValue(XAPIC);
        assertThat(machine.writeMsr(1, BASE, XAPIC | 0x100)).isTrue();
        assertThat(base(machine)).isEqualTo(XAPIC);
        assertThat(machine.writeMsr(1, BASE, XAPIC | 0x200)).isFalse();
        assertThat(machine.writeMsr(1, BASE, XAPIC | 1L << 36)).isFalse();
    }

    @Test
    @DisplayName("1.3: xAPIC to x2APIC: id and LDR become the hardware's, ICR-high is lost; the rest stays")
    void enterX2apic() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.X2APIC, 2, Deviation.ID_IS_WRITABLE);
        machine.store(1, ApicRegister.ID.offset(), 0x7700_0000);
        machine.store(1, ApicRegister.TPR.offset(), 0x20);
        machine.store(1, ApicRegister.ICR2.offset(), 0x5500_0000);
        machine.store(1, ApicRegister.ICR.offset(), 0x44);
        machine.settle();
        machine.writeMsr(1, BASE, X2APIC);
        assertThat(machine.readMsr(1, ApicRegister.ID.msr())).hasValue(1);
        assertThat(machine.readMsr(1, ApicRegister.LDR.msr())).hasValue(2);
        assertThat(machine.readMsr(1, ApicRegister.ICR.msr())).hasValue(0x44);
        assertThat(machine.readMsr(1, ApicRegister.TPR.msr())).hasValue(0x20);
        machine.writeMsr(1, ApicRegister.ICR.msr(), 5L << 32 | 0x45);
        machine.writeMsr(1, BASE, X2APIC);
        assertThat(machine.readMsr(1, ApicRegister.ICR.msr()))
                .as("writing the mode it has changes nothing")
                .hasValue(5L << 32 | 0x45);
    }

    @Test
    @DisplayName("1.3, 1.4: x2APIC to xAPIC by way of off: the hardware's id, nothing left of what was written")
    void leaveX2apic() {
        HandDrivenMachine machine = Hand.x2apic(2);
        machine.writeMsr(1, ApicRegister.TPR.msr(), 0x20);
        machine.writeMsr(1, ApicRegister.ICR.msr(), 0x1234_5678_0000_0044L);
        machine.writeMsr(1, BASE, DISABLED);
        machine.writeMsr(1, BASE, XAPIC);
        assertThat(machine.load(1, ApicRegister.ID.offset())).isEqualTo(1 << 24);
        assertThat(machine.load(1, ApicRegister.LDR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.DFR.offset())).isEqualTo(-1);
        assertThat(machine.load(1, ApicRegister.TPR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.SVR.offset())).isEqualTo(0xFF);
        assertThat(machine.load(1, ApicRegister.ICR.offset())).isZero();
        assertThat(machine.load(1, ApicRegister.ICR2.offset())).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"disabled", "x2APIC"})
    @DisplayName("1.3: the page is dead while it is off or in x2APIC mode: loads read all ones, stores are ignored")
    void deadPage(String mode) {
        HandDrivenMachine machine = machine();
        MachineState before = machine.state();
        machine.writeMsr(1, BASE, value(mode));
        MachineState dead = machine.state();
        for (int offset = 0; offset < 0x1000; offset += 0x10) {
            machine.store(1, offset, 0x5A5A_5A5A);
            assertThat(machine.load(1, offset)).as("%03xH", offset).isEqualTo(-1);
        }
        machine.settle();
        assertThat(machine.state()).isEqualTo(dead);
        assertThat(machine.loadPhysical(1, PAGE + 0x30)).isEmpty();
        if (mode.equals("disabled")) {
            machine.writeMsr(1, BASE, XAPIC);
            assertThat(machine.state()).as("what was in it is still there").isEqualTo(before);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"disabled", "xAPIC"})
    @DisplayName("X8: MSRs 800H to 8FFH raise #GP while it is not in x2APIC mode; no error is noted")
    void deadMsrs(String mode) {
        HandDrivenMachine machine = machine();
        machine.writeMsr(1, BASE, value(mode));
        MachineState before = machine.state();
        for (int msr = 0x800; msr <= 0x8FF; msr++) {
            assertThat(machine.readMsr(1, msr)).as("%xH", msr).isEmpty();
            assertThat(machine.writeMsr(1, msr, 0)).as("%xH", msr).isFalse();
        }
        assertThat(machine.state()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "1.3: off: CPUID shows no APIC, messages are not answered, timer and local interrupts are dead; CR8 works")
    void off() {
        HandDrivenMachine machine = machine();
        machine.store(1, ApicRegister.LVT_TIMER.offset(), 0x31);
        machine.store(1, ApicRegister.LVT_LINT1.offset(), 0x400);
        machine.store(1, ApicRegister.TIMER_INITIAL_COUNT.offset(), -1);
        assertThat(machine.cpuidShowsApic(1)).isTrue();
        machine.writeMsr(1, BASE, DISABLED);
        assertThat(machine.cpuidShowsApic(1)).isFalse();
        assertThat(machine.cpuidShowsApic(0)).isTrue();
        Hand.send(machine, 0, 1, 0x400);
        Hand.send(machine, 0, 1, 0x42);
        machine.localInterrupt(1, ApicRegister.LVT_LINT1);
        machine.advance(Machines.US);
        assertThat(machine.nmis(1)).isZero();
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.writeCr8(1, 5)).isTrue();
        assertThat(machine.cr8(1)).isEqualTo(5);
        machine.writeMsr(1, BASE, XAPIC);
        assertThat(machine.cpuidShowsApic(1)).isTrue();
        assertThat(machine.load(1, ApicRegister.TPR.offset())).isEqualTo(0x50);
        assertThat(machine.load(1, ApicRegister.TIMER_CURRENT_COUNT.offset()))
                .as("the timer was stopped")
                .isZero();
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("1.3: off: a vector that was pending waits until the APIC is on again")
    void offHoldsVectors() {
        HandDrivenMachine machine = machine();
        machine.interrupts(1, false);
        Hand.send(machine, 0, 1, 0x42);
        machine.writeMsr(1, BASE, DISABLED);
        machine.interrupts(1, true);
        machine.settle();
        assertThat(machine.vectors(1)).isEmpty();
        machine.writeMsr(1, BASE, XAPIC);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x42);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("1.3: on again: on the front-side bus by EN, on the 3-wire bus not before a hardware reset")
    void onAgain(ApicGeneration generation) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        machine.writeMsr(1, BASE, DISABLED);
        assertThat(machine.writeMsr(1, BASE, XAPIC)).isTrue();
        boolean again = !generation.hasApicBus();
        assertThat(machine.cpuidShowsApic(1)).isEqualTo(again);
        assertThat(base(machine)).isEqualTo(again ? XAPIC : DISABLED);
        assertThat(machine.load(1, ApicRegister.ID.offset())).isEqualTo(again ? 1 << 24 : -1);
        machine.change(new PrimitiveChange.Reset(1));
        assertThat(base(machine)).isEqualTo(XAPIC);
        assertThat(machine.load(1, ApicRegister.ID.offset())).isEqualTo(1 << 24);
    }

    @Test
    @DisplayName("1.3: turned off with a command that nobody accepts: the command is forgotten, the bus is free")
    void offForgetsTheCommand() {
        HandDrivenMachine machine = Hand.of(ApicGeneration.P6, 2);
        Hand.write(machine, 1, 9, 0x400);
        machine.advance(10 * Machines.US);
        assertThat(machine.isBusy(1)).isTrue();
        machine.writeMsr(1, BASE, DISABLED);
        machine.advance(2 * Machines.US);
        assertThat(machine.state().slots()).as("the try under way is over").isZero();
        Hand.send(machine, 0, 1, 0x611);
        assertThat(machine.isBusy(0)).isFalse();
    }

    @Test
    @DisplayName(
            "1.3: turned off with one command under way and another behind it: the first arrives, the second is forgotten")
    void offForgetsTheQueue() {
        HandDrivenMachine machine = Hand.of(
                ApicGeneration.XAPIC,
                2,
                builder -> builder.options(Hand.options(ApicProfile.SDM).with(IcrWriteWhileBusy.QUEUE_ONE)));
        Hand.write(machine, 1, 0, 0x41);
        Hand.write(machine, 1, 0, 0x42);
        machine.writeMsr(1, BASE, DISABLED);
        machine.writeMsr(1, BASE, XAPIC);
        assertThat(machine.load(1, ApicRegister.ICR.offset())).isZero();
        Hand.send(machine, 1, 0, 0x43);
        assertThat(machine.vectors(0)).containsExactlyInAnyOrder(0x41, 0x43);
        assertThat(machine.isBusy(1)).isFalse();
    }

    @Test
    @DisplayName("writes of the APIC base are told to who listens")
    void events() {
        List<Long> values = new ArrayList<>();
        MachineModel model = Hand.model(
                ApicGeneration.X2APIC, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS, 2, builder -> builder);
        HandDrivenMachine machine = new HandDrivenMachine(model, (timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.APIC_BASE_WRITE) {
                values.add(a);
            }
        });
        machine.writeMsr(1, BASE, X2APIC);
        machine.writeMsr(1, BASE, XAPIC);
        assertThat(values).as("not those that raise #GP").containsExactly(X2APIC);
    }

    @Test
    @DisplayName("1.3: an APIC that was taken away and comes back stays silent if it is off")
    void restoredWhileOff() {
        HandDrivenMachine machine = machine();
        machine.change(new PrimitiveChange.RemoveApic(1));
        machine.writeMsr(1, BASE, DISABLED);
        machine.change(new PrimitiveChange.RestoreApic(1));
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).isZero();
        machine.writeMsr(1, BASE, XAPIC);
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("1.3: an APIC that was taken away is not brought back by writing the mode it has")
    void removedAndWritten() {
        HandDrivenMachine machine = machine();
        machine.change(new PrimitiveChange.RemoveApic(1));
        machine.writeMsr(1, BASE, XAPIC);
        Hand.send(machine, 0, 1, 0x400);
        assertThat(machine.nmis(1)).isZero();
    }

    @Test
    @DisplayName("1.3: the page can be moved; the registers are at the new address only")
    void relocation() {
        HandDrivenMachine machine = machine();
        assertThat(machine.loadPhysical(1, 0xFEE0_0030L)).hasValue(0x6_0014);
        assertThat(machine.writeMsr(1, BASE, 0xF_FED4_0000L | 0x800)).isTrue();
        assertThat(base(machine)).isEqualTo(0xF_FED4_0000L | 0x800);
        assertThat(machine.loadPhysical(1, 0xF_FED4_0030L)).hasValue(0x6_0014);
        assertThat(machine.loadPhysical(1, 0xFEE0_0030L)).isEmpty();
        assertThat(machine.loadPhysical(0, 0xFEE0_0020L)).hasValue(0);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"P6, false", "XAPIC, false", "XAPIC_NEHALEM, false", "X2APIC, true"})
    @DisplayName("the TSC deadline has an MSR where the timer has that mode; elsewhere it raises #GP")
    void deadlineMsr(ApicGeneration generation, boolean exists) {
        HandDrivenMachine machine = Hand.of(generation, 2);
        assertThat(machine.readMsr(1, 0x6E0).isPresent()).isEqualTo(exists);
        assertThat(machine.writeMsr(1, 0x6E0, 1)).isEqualTo(exists);
    }

    @Test
    @DisplayName("10.8.6: CR8 is the class of the TPR; 4 bits, the subclass becomes 0")
    void cr8() {
        HandDrivenMachine machine = machine();
        machine.store(1, ApicRegister.TPR.offset(), 0x3C);
        assertThat(machine.cr8(1)).isEqualTo(3);
        assertThat(machine.writeCr8(1, 4)).isTrue();
        assertThat(machine.load(1, ApicRegister.TPR.offset())).isEqualTo(0x40);
        for (int value : List.of(16, -1, 0x100)) {
            assertThat(machine.writeCr8(1, value)).as("%d", value).isFalse();
        }
        assertThat(machine.cr8(1)).isEqualTo(4);
        Hand.send(machine, 0, 1, 0x41);
        assertThat(machine.vectors(1)).isEmpty();
        machine.writeCr8(1, 3);
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x41);
    }

    @ParameterizedTest(name = "from {0} mode, {1} destination {2}: {3}")
    @CsvSource({
        // CPU 0 sends; CPU 1 is in the other mode
        "xAPIC,  physical, 01,       true",
        "xAPIC,  physical, 02,       false",
        "xAPIC,  physical, FF,       true",
        "xAPIC,  logical,  02,       false",
        "xAPIC,  logical,  FF,       false",
        "x2APIC, physical, 01,       true",
        "x2APIC, physical, 101,      false",
        "x2APIC, physical, FF,       true",
        "x2APIC, physical, FFFFFFFF, true",
        "x2APIC, logical,  02,       true",
        "x2APIC, logical,  00010002, false",
        "x2APIC, logical,  FFFFFFFF, true"
    })
    @DisplayName("1.6, 1.7: between CPUs in different modes a destination is read as the target's mode has it")
    void mixedModes(String senderMode, String destinationMode, String destination, boolean named) {
        HandDrivenMachine machine = machine();
        machine.writeMsr(senderMode.equals("xAPIC") ? 1 : 0, BASE, X2APIC);
        int low = destinationMode.equals("logical") ? 0x0C00 : 0x0400;
        Hand.send(machine, 0, (int) Long.parseLong(destination, 16), low);
        assertThat(machine.nmis(1)).isEqualTo(named ? 1 : 0);
    }
}
