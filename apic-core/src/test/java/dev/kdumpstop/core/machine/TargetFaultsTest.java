package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.core.apic.Deviation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("apic-facts 6: faults of the target's local APIC, and what a test sees of them")
class TargetFaultsTest {
    private static final int FIXED = 0x40;
    private static final int NMI = 0x400;
    private static final int INIT = 0x4500;
    private static final int STARTUP = 0x611;

    // --- fixed interrupts

    @Test
    @DisplayName("FIXED_SLOTS_FULL: BUSY=1, retries and bus load grow as long as one looks")
    void fixedSlotsFull() {
        HandDrivenMachine machine =
                Faulty.with("fixed-slots-full:cpus=1,vector=64").onBus().byHand();
        Hand.write(machine, 0, 1, FIXED);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.vectors(1)).isEmpty();
        RunResult shorter = refusedFor(100);
        RunResult longer = refusedFor(1000);
        assertThat(shorter.cpus().get(0).retries()).isEqualTo(99);
        assertThat(longer.cpus().get(0).retries()).isEqualTo(999);
        assertThat(longer.bus().orElseThrow().busyPs()).isEqualTo(1000 * US);
    }

    /** CPU 0 sends the vector and waits so many microseconds for delivery status. */
    private static RunResult refusedFor(int microseconds) {
        CpuScript.Builder sender = Machines.raw(CpuScript.builder("a sender"), InterconnectKind.APIC_BUS, 1, FIXED);
        sender.awaitAcknowledged(US, microseconds).end(CpuScript.End.DONE, "done");
        return Machines.run(Faulty.with("fixed-slots-full:cpus=1,vector=64")
                .onBus()
                .asked(sender)
                .build());
    }

    @ParameterizedTest
    @EnumSource(
            value = InterconnectKind.class,
            names = {"FRONT_SIDE_BUS", "INSTANT", "X2APIC_FABRIC"})
    @DisplayName("FIXED_COLLAPSE: further copies merge in the IRR, the handler runs twice at most: count = 2")
    void fixedCollapse(InterconnectKind kind) {
        HandDrivenMachine machine = Faulty.with("fixed-slots-full:cpus=1,vector=64,release-after=50us")
                .on(kind)
                .byHand();
        Hand.send(machine, 0, 1, FIXED);
        Hand.send(machine, 2, 1, FIXED);
        assertThat(machine.isBusy(0)).isFalse();
        machine.advance(100 * US);
        assertThat(1 + machine.vectors(1).size()).isEqualTo(2);
    }

    // --- nobody answers

    @Test
    @DisplayName("DEST_ABSENT on the 3-wire bus: BUSY=1 for ever; ESR bit 2 at the sender, bit 3 at the others")
    void destAbsentOnTheBus() {
        HandDrivenMachine machine = Faulty.with("dest-absent:cpus=1").onBus().byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(Hand.errors(machine, 0)).isEqualTo(ApicBits.ESR_SEND_ACCEPT);
        assertThat(Hand.errors(machine, 2)).isEqualTo(ApicBits.ESR_RECEIVE_ACCEPT);
    }

    @ParameterizedTest(name = "absent-destination {0}: busy {1}")
    @CsvSource({"clear, false", "stuck, true"})
    @DisplayName("DEST_ABSENT on the front-side bus: what delivery status does is an option; ESR 0")
    void destAbsent(String option, boolean busy) {
        HandDrivenMachine machine = Faulty.with("dest-absent:cpus=1")
                .option("absent-destination", option)
                .byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.isBusy(0)).isEqualTo(busy);
        assertThat(Hand.errors(machine, 0)).isZero();
        assertThat(Hand.errors(machine, 2)).isZero();
    }

    @Test
    @DisplayName("DEST_ABSENT_AMD: every local APIC notes ESR 08H, and is interrupted for each message: a storm")
    void destAbsentAmd() {
        HandDrivenMachine machine =
                Faulty.with("dest-absent:cpus=1").vendor(CpuVendor.AMD).byHand();
        for (int cpu : new int[] {0, 2}) {
            Hand.set(machine, cpu, ApicRegister.LVT_ERROR, 0xFE);
        }
        for (int storm = 1; storm <= 3; storm++) {
            Hand.send(machine, 0, 1, FIXED);
            assertThat(machine.isBusy(0)).isFalse();
            assertThat(Hand.errors(machine, 0)).isEqualTo(ApicBits.ESR_RECEIVE_ACCEPT);
            assertThat(Hand.errors(machine, 2)).isEqualTo(ApicBits.ESR_RECEIVE_ACCEPT);
            assertThat(machine.vectors(0)).hasSize(storm).containsOnly(0xFE);
            assertThat(machine.vectors(2)).hasSize(storm).containsOnly(0xFE);
        }
    }

    @ParameterizedTest(name = "{0}: busy {1}")
    @CsvSource({"APIC_BUS, true", "FRONT_SIDE_BUS, false"})
    @DisplayName("DEST_GLOBALLY_DISABLED: CPUID shows no APIC at the target; else as an absent one")
    void destGloballyDisabled(InterconnectKind kind, boolean busy) {
        HandDrivenMachine machine =
                Faulty.with("dest-globally-disabled:cpus=1").on(kind).byHand();
        assertThat(machine.cpuidShowsApic(1)).isFalse();
        assertThat(machine.cpuidShowsApic(2)).isTrue();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.isBusy(0)).isEqualTo(busy);
        assertThat(machine.nmis(1)).isZero();
        int errors = busy ? ApicBits.ESR_RECEIVE_ACCEPT : 0;
        assertThat(Hand.errors(machine, 2)).isEqualTo(errors);
    }

    @ParameterizedTest(name = "absent-destination {0}: busy {1}")
    @CsvSource({"clear, false", "stuck, true"})
    @DisplayName("DEST_HOT_REMOVED: reached until it is gone, then as an absent one")
    void destHotRemoved(String option, boolean busy) {
        HandDrivenMachine machine = Faulty.with("dest-absent:cpus=1,since=10us")
                .option("absent-destination", option)
                .byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(20 * US);
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(machine.isBusy(0)).isFalse();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(machine.isBusy(0)).isEqualTo(busy);
    }

    // --- software-disabled

    @ParameterizedTest(name = "{0}, disabled-fixed {1}: busy {2}")
    @CsvSource({
        "APIC_BUS,       retry, true",
        "APIC_BUS,       drop,  false",
        "FRONT_SIDE_BUS, drop,  false",
        "INSTANT,        drop,  false"
    })
    @DisplayName("DEST_SW_DISABLED_FIXED: no handler runs; on the 3-wire bus an option says whether it is repeated")
    void destSwDisabledFixed(InterconnectKind kind, String option, boolean busy) {
        HandDrivenMachine machine = Faulty.with("dest-sw-disabled:cpus=1")
                .on(kind)
                .option("disabled-fixed", option)
                .byHand();
        Hand.write(machine, 0, 1, FIXED);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.isBusy(0)).isEqualTo(busy);
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.bits(1, ApicRegister.IRR)).isEmpty();
    }

    @Test
    @DisplayName("DEST_SW_DISABLED_FIXED in QEMU: kept in the IRR, no handler runs")
    void destSwDisabledFixedKept() {
        HandDrivenMachine machine = Faulty.with("dest-sw-disabled:cpus=1")
                .on(InterconnectKind.INSTANT)
                .deviation(Deviation.DISABLED_KEEPS_FIXED)
                .byHand();
        Hand.send(machine, 0, 1, FIXED);
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(FIXED);
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("DEST_SW_DISABLED_NMI: the handler ran")
    void destSwDisabledNmi(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("dest-sw-disabled:cpus=1").on(kind).byHand();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).isEqualTo(1);
    }

    // --- shut down

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("DEST_SHUTDOWN: a start-up message changes nothing, an NMI or an INIT ends the shutdown")
    void destShutdown(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("cpu-shutdown:cpus=1-2").on(kind).byHand();
        Hand.send(machine, 0, 1, STARTUP);
        assertThat(machine.state().is(1, MachineState.SHUT_DOWN)).isTrue();
        Hand.send(machine, 0, 1, NMI);
        assertThat(machine.nmis(1)).isEqualTo(1);
        assertThat(machine.state().is(1, MachineState.SHUT_DOWN)).isFalse();
        Hand.send(machine, 0, 2, INIT);
        assertThat(machine.waitsForStartup(2)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(InterconnectKind.class)
    @DisplayName("DEST_SHUTDOWN_IN_NMI: neither NMI nor INIT helps, only RESET")
    void destShutdownInNmi(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("cpu-shutdown:cpus=1,in-nmi=true").on(kind).byHand();
        Hand.send(machine, 0, 1, NMI);
        Hand.send(machine, 0, 1, INIT);
        assertThat(machine.nmis(1)).isZero();
        assertThat(machine.inits(1)).isZero();
        assertThat(machine.state().is(1, MachineState.SHUT_DOWN)).isTrue();
        machine.change(new PrimitiveChange.Reset(1));
        assertThat(machine.waitsForStartup(1)).isTrue();
    }

    // --- ids

    @ParameterizedTest
    @EnumSource(
            value = InterconnectKind.class,
            names = {"APIC_BUS", "FRONT_SIDE_BUS", "INSTANT"})
    @DisplayName("ALIASED_ID: both counters + 1")
    void aliasedId(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("aliased-id:cpus=2,id-of=1").on(kind).byHand();
        Hand.send(machine, 0, 1, FIXED);
        assertThat(machine.vectors(1)).containsExactly(FIXED);
        assertThat(machine.vectors(2)).containsExactly(FIXED);
        Hand.send(machine, 0, 2, FIXED);
        assertThat(machine.vectors(2)).as("its own id is nobody's").hasSize(1);
    }

    // --- errors

    @ParameterizedTest(name = "{0}")
    @CsvSource({"APIC_BUS", "FRONT_SIDE_BUS", "X2APIC_FABRIC"})
    @DisplayName("VECTOR_BELOW_16: ESR bit 5 at the sender, bit 6 at the receiver, nothing in the IRR")
    void vectorBelow16(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("vector-below-16:cpus=1,at=1us").on(kind).byHand();
        machine.advance(10 * US);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.bits(1, ApicRegister.IRR)).isEmpty();
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(Hand.errors(machine, 0)).isEqualTo(ApicBits.ESR_SEND_ILLEGAL_VECTOR);
        assertThat(Hand.errors(machine, 1)).isEqualTo(ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR);
        assertThat(Hand.errors(machine, 2)).isZero();
    }

    @Test
    @DisplayName("VECTOR_BELOW_16 where no part notes it (Zen 2 AVIC): silent")
    void vectorBelow16Silent() {
        HandDrivenMachine machine = Faulty.with("vector-below-16:cpus=1")
                .on(InterconnectKind.INSTANT)
                .deviation(Deviation.NO_SEND_ILLEGAL_VECTOR)
                .deviation(Deviation.NO_RECEIVE_ILLEGAL_VECTOR)
                .byHand();
        machine.advance(10 * US);
        assertThat(machine.vectors(1)).isEmpty();
        assertThat(Hand.errors(machine, 0) | Hand.errors(machine, 1)).isZero();
    }

    @ParameterizedTest(name = "vector {0}")
    @CsvSource({"64", "16"})
    @DisplayName("LP_UNSUPPORTED: ESR bit 4 only, nothing is sent; on a part that has them it arrives")
    void lpUnsupported(int vector) {
        HandDrivenMachine without = Faulty.with("lp-unsupported:cpus=1,vector=" + vector)
                .deviation(Deviation.LOWEST_PRIORITY_IS_UNSUPPORTED)
                .byHand();
        without.advance(10 * US);
        assertThat(without.isBusy(0)).isFalse();
        assertThat(without.vectors(1)).isEmpty();
        assertThat(Hand.errors(without, 0)).isEqualTo(ApicBits.ESR_REDIRECTABLE_IPI);
        assertThat(Hand.errors(without, 1)).isZero();
        HandDrivenMachine with =
                Faulty.with("lp-unsupported:cpus=1,vector=" + vector).byHand();
        with.advance(10 * US);
        assertThat(with.vectors(1)).containsExactly(vector);
        assertThat(Hand.errors(with, 0)).isZero();
    }

    @Test
    @DisplayName("ESR_NOISE: the error bit is set on CPUs that had nothing to do with it")
    void esrNoise() {
        HandDrivenMachine machine =
                Faulty.with("esr-noise:at=5us").vendor(CpuVendor.AMD).byHand();
        machine.advance(10 * US);
        for (int cpu = 0; cpu < 3; cpu++) {
            assertThat(Hand.errors(machine, cpu)).isEqualTo(ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR);
            assertThat(machine.vectors(cpu)).isEmpty();
        }
    }

    // --- left over

    @Test
    @DisplayName("STALE_IRR_ISR: ISR non-zero at entry, the PPR holds lower classes back, higher ones pass")
    void staleInService() {
        HandDrivenMachine machine =
                Faulty.with("stale-irr-isr:vector=145,requested=false").byHand();
        assertThat(machine.bits(0, ApicRegister.ISR)).containsExactly(0x91);
        assertThat(Hand.read(machine, 0, ApicRegister.PPR)).isEqualTo(0x90);
        machine.interrupts(0, true);
        Hand.send(machine, 1, 0, FIXED);
        assertThat(machine.vectors(0)).as("class 4 is not above class 9").isEmpty();
        Hand.send(machine, 1, 0, 0xA0);
        assertThat(machine.vectors(0)).containsExactly(0xA0);
    }

    @Test
    @DisplayName("STALE_IRR_ISR: a vector that nobody in the new kernel expects is taken as soon as interrupts are on")
    void staleRequest() {
        HandDrivenMachine machine =
                Faulty.with("stale-irr-isr:vector=145,in-service=false").byHand();
        assertThat(machine.bits(0, ApicRegister.IRR)).containsExactly(0x91);
        assertThat(machine.vectors(0)).isEmpty();
        machine.interrupts(0, true);
        machine.settle();
        assertThat(machine.vectors(0)).containsExactly(0x91);
    }

    @Test
    @DisplayName("the crash path's own waits: a refused vector keeps an unlimited wait for ever (B1)")
    void slotsFullHangsAnUnlimitedWait() {
        CpuScript.Builder path = CpuScript.builder("the crash path")
                .program(
                        Machines.one(InterconnectKind.APIC_BUS, new IpiVector(FIXED), 1, 2),
                        Purpose.NORMAL,
                        FIXED,
                        Machines.UNLIMITED)
                .end(CpuScript.End.DONE, "done");
        RunResult result = Machines.run(Faulty.with("fixed-slots-full:cpus=1,vector=64")
                .onBus()
                .asked(path)
                .build());
        assertThat(result.end()).isEqualTo(RunEnd.HUNG);
        assertThat(result.proof().orElseThrow().toString()).contains("no free slot for the fixed message");
    }
}
