package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("apic-facts 6: faults of the sender's ICR, and what a test sees of them")
class IcrFaultsTest {
    private static final int NMI = 0x400;
    private static final int ICR = ApicRegister.ICR.offset();

    private static Solution within(long ps) {
        return Machines.always(new WaitPlan.Segments(
                List.of(new PollSegment(0, 0, 0, new Limit.Elapsed(ps))), new OnTimeout.WriteAnyway()));
    }

    @ParameterizedTest
    @EnumSource(
            value = InterconnectKind.class,
            names = {"APIC_BUS", "FRONT_SIDE_BUS", "INSTANT"})
    @DisplayName(
            "SENDER_WEDGED: nothing is sent; an unbounded loop hangs, a bounded one ends, later writes are dropped")
    void senderWedged(InterconnectKind kind) {
        Recorded unbounded = Faulty.with("sender-wedged").on(kind).stopping(Machines.UNLIMITED, 1, 2);
        assertThat(unbounded.result().end()).isEqualTo(RunEnd.HUNG);
        Recorded bounded = Faulty.with("sender-wedged").on(kind).stopping(Machines.polls(10), 1, 2);
        assertThat(bounded.result().end()).isEqualTo(RunEnd.ENDED);
        assertThat(bounded.result().cpus().get(0).timeouts()).isEqualTo(2);
        assertThat(bounded.of(EventKind.WRITE_DROPPED, 0)).hasSize(2);
        assertThat(bounded.of(EventKind.SENT, 0)).isEmpty();
    }

    @ParameterizedTest(name = "a limit of {0} us: {1} time-outs")
    @CsvSource({"20, 1", "100, 0"})
    @DisplayName("SLOW_DISPATCH: BUSY=1 for 60 us: fails a limit of 20 us, passes one of 100 us")
    void slowDispatch(long limit, long timeouts) {
        HandDrivenMachine machine = Faulty.with("slow-dispatch:latency=59us").byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(60 * US - 1);
        assertThat(machine.isBusy(0)).isTrue();
        machine.advance(1);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).as("normal").isEqualTo(1);
        Recorded run = Faulty.with("slow-dispatch:latency=59us").stopping(within(limit * US), 1, 2);
        assertThat(run.result().cpus().get(0).timeouts()).isEqualTo(timeouts);
    }

    @ParameterizedTest(name = "{0}: {1} of the NMI, {2} of the vector arrive")
    @CsvSource({"replace, 0, 1", "ignore, 1, 0", "queue-one, 1, 1"})
    @DisplayName("ICR_OVERWRITE: by the policy the first IPI is lost, or the second, or none")
    void icrOverwrite(String policy, int first, int second) {
        HandDrivenMachine machine = Faulty.with("icr-overwrite:cpus=2,vector=64,at=500ns")
                .option("icr-write-while-busy", policy)
                .byHand();
        Hand.write(machine, 0, 1, NMI);
        machine.advance(10 * US);
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).isEqualTo(first);
        assertThat(machine.vectors(2)).hasSize(second);
    }

    @ParameterizedTest
    @EnumSource(
            value = InterconnectKind.class,
            names = {"APIC_BUS", "FRONT_SIDE_BUS", "INSTANT"})
    @DisplayName("ICR2_RACE: the counter of the wrong target goes up")
    void icr2Race(InterconnectKind kind) {
        HandDrivenMachine machine =
                Faulty.with("icr2-race:cpus=2,vector=64,at=500ns").on(kind).byHand();
        machine.store(0, ApicRegister.ICR2.offset(), 1 << 24);
        machine.advance(10 * US);
        assertThat(machine.vectors(2)).as("what the NMI handler sent").containsExactly(0x40);
        machine.store(0, ICR, NMI);
        machine.settle();
        assertThat(machine.isBusy(0)).isFalse();
        assertThat(machine.nmis(1)).isZero();
        assertThat(machine.nmis(2)).isEqualTo(1);
    }

    @Test
    @DisplayName("ICR_WRITE_REORDER: the read after the write misses BUSY, unless something was read back before")
    void icrWriteReorder() {
        HandDrivenMachine machine = Faulty.with("icr-write-reorder").byHand();
        Hand.write(machine, 0, 1, NMI);
        assertThat(machine.load(0, ICR) & Icr.BUSY).as("the old 0").isZero();
        assertThat(machine.load(0, ICR) & Icr.BUSY).isEqualTo(Icr.BUSY);
        machine.settle();
        assertThat(machine.nmis(1)).as("late").isEqualTo(1);
        Hand.write(machine, 0, 1, NMI);
        machine.load(0, ApicRegister.ID.offset());
        assertThat(machine.load(0, ICR) & Icr.BUSY).as("read back").isEqualTo(Icr.BUSY);
    }

    @Test
    @DisplayName("ICR_WRITE_REORDER: a sequence writes over its own command, whatever it waits for")
    void icrWriteReorderInASequence() {
        Recorded run = Faulty.with("icr-write-reorder").stopping(Machines.UNLIMITED, 1, 2);
        assertThat(run.result().end()).isEqualTo(RunEnd.ENDED);
        assertThat(run.result().cpus().get(1).acknowledged()).isFalse();
        assertThat(run.result().cpus().get(2).acknowledged()).isTrue();
        assertThat(run.of(EventKind.COMMAND_LOST, 0)).hasSize(1);
        Recorded healthy = Faulty.with("healthy").stopping(Machines.UNLIMITED, 1, 2);
        assertThat(healthy.result().cpus().get(1).acknowledged()).isTrue();
    }

    @ParameterizedTest(name = "stored: {0}")
    @CsvSource({"false", "true"})
    @DisplayName("BIT12_STICKS: the IPI was delivered, and BUSY=1 for ever; the manual's APIC ignores the bit")
    void bit12Sticks(boolean stored) {
        HandDrivenMachine machine =
                bit12("bit12-sticks:cpus=1,vector=64", stored).byHand();
        machine.settle();
        assertThat(machine.vectors(1)).containsExactly(0x40);
        machine.advance(Picoseconds.SECOND);
        assertThat(machine.isBusy(0)).isEqualTo(stored);
        Recorded unbounded = bit12("bit12-sticks:cpus=1", stored).stopping(Machines.UNLIMITED, 2);
        assertThat(unbounded.result().end()).isEqualTo(stored ? RunEnd.HUNG : RunEnd.ENDED);
        Recorded bounded = bit12("bit12-sticks:cpus=1", stored).stopping(Machines.polls(10), 2);
        assertThat(bounded.result().cpus().get(2).acknowledged()).isTrue();
        assertThat(bounded.result().cpus().get(0).timeouts()).isEqualTo(stored ? 1 : 0);
    }

    private static Faulty bit12(String fault, boolean stored) {
        Faulty faulty = Faulty.with(fault).on(InterconnectKind.INSTANT);
        return stored ? faulty.deviation(Deviation.RESERVED_BITS_ARE_STORED) : faulty;
    }

    @Test
    @DisplayName(
            "X2APIC_MODE_MISMATCH: the kernel's page is dead: all reads give ones, nothing is sent, delivery status reads 1")
    void x2apicModeMismatchInXapicKernel() {
        Faulty faulty = Faulty.with("x2apic-mode-mismatch").generation(ApicGeneration.X2APIC);
        HandDrivenMachine machine = faulty.byHand();
        assertThat(machine.load(0, ICR)).isEqualTo(-1);
        Hand.isX2apic(machine, 0);
        machine.store(0, ApicRegister.ICR2.offset(), 1 << 24);
        machine.store(0, ICR, NMI);
        machine.settle();
        assertThat(machine.nmis(1)).isZero();
        Recorded unbounded = faulty.stopping(Machines.UNLIMITED, 1, 2);
        assertThat(unbounded.result().end()).isEqualTo(RunEnd.HUNG);
        assertThat(unbounded.result().proof().orElseThrow().toString())
                .contains("in x2APIC mode, and every read gives");
        Recorded bounded = faulty.stopping(Machines.polls(10), 1, 2);
        assertThat(bounded.result().end()).isEqualTo(RunEnd.ENDED);
        assertThat(bounded.result().cpus().get(0).timeouts()).isEqualTo(2);
        assertThat(bounded.of(EventKind.ICR_POLL, 0)).allMatch(poll -> poll.a() == 0xFFFF_FFFFL);
    }

    @Test
    @DisplayName("X2APIC_MODE_MISMATCH: MSR 830H raises #GP at the sender")
    void x2apicModeMismatchInX2apicKernel() {
        Faulty faulty = Faulty.with("x2apic-mode-mismatch").x2apic();
        assertThat(faulty.byHand().writeMsr(0, 0x830, 1L << 32 | NMI)).isFalse();
        Recorded run = faulty.stopping(Machines.UNLIMITED, 1, 2);
        assertThat(run.result().scriptEnd()).contains(CpuScript.End.FAILED);
        assertThat(run.of(EventKind.GENERAL_PROTECTION, 0)).hasSize(1);
    }

    @ParameterizedTest(name = "bit {0}, {1}: #GP {2}")
    @CsvSource({
        "12, INTEL, false",
        "12, AMD,   true",
        "13, INTEL, true",
        "16, INTEL, true",
        "17, AMD,   true",
        "20, INTEL, true",
        "31, INTEL, true",
        "14, INTEL, false"
    })
    @DisplayName("X2APIC_RESERVED_GP: #GP, for bit 12 by vendor")
    void x2apicReservedGp(int bit, CpuVendor vendor, boolean faults) {
        Recorded run = Faulty.with("x2apic-reserved-gp:bit=" + bit)
                .x2apic()
                .vendor(vendor)
                .stopping(Machines.UNLIMITED, 1, 2);
        assertThat(run.of(EventKind.GENERAL_PROTECTION, 0)).hasSize(faults ? 1 : 0);
        assertThat(run.result().scriptEnd()).contains(faults ? CpuScript.End.FAILED : CpuScript.End.CAPTURE_KERNEL);
    }
}
