package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.InterconnectKind.APIC_BUS;
import static dev.kdumpstop.core.machine.MachineState.*;
import static dev.kdumpstop.core.machine.Machines.NS;
import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.PrimitiveChange.CorruptMessages;
import dev.kdumpstop.api.fault.PrimitiveChange.LoadBus;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "errors on the 3-wire bus: what each APIC notes, what is sent again (apic-facts 1.11, 2.2; SDM 10.5.3, 10.13.2.3)")
class BusErrorsTest {
    private static final int NMI_TO = 0x400;
    private static final int LOWEST_PRIORITY = 0x141;

    private static long errors(Bench bench, int cpu) {
        return bench.state.get(cpu, ESR_LATCH);
    }

    private static List<Long> ids(Bench bench) {
        List<Long> ids = new ArrayList<>();
        for (int cpu = 0; cpu < bench.model.cpus; cpu++) {
            ids.add(bench.state.get(cpu, ARBITRATION_ID));
        }
        return ids;
    }

    /** One try of what has the bus. */
    private static void tryOnce(Bench bench) {
        bench.rules.arrive(bench.rules.bus.onBus());
    }

    @Test
    @DisplayName("a checksum error: noted by sender and receivers, ids stay, sent again, then accepted (BUS_CHECKSUM)")
    void checksum() {
        Bench bench = Bench.of(APIC_BUS, 3).change(new CorruptMessages(0, 2)).write(0, 1, NMI_TO);
        List<Long> before = ids(bench);
        tryOnce(bench);
        assertThat(bench.busy(0)).isTrue();
        assertThat(bench.is(1, NMI_LATCHED)).isFalse();
        assertThat(errors(bench, 0)).isEqualTo(ApicBits.ESR_SEND_CHECKSUM);
        assertThat(List.of(errors(bench, 1), errors(bench, 2))).containsOnly((long) ApicBits.ESR_RECEIVE_CHECKSUM);
        assertThat(ids(bench)).isEqualTo(before);
        tryOnce(bench);
        assertThat(bench.busy(0)).isTrue();
        tryOnce(bench);
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.is(1, NMI_LATCHED)).isTrue();
        assertThat(ids(bench)).containsExactly(0L, 2L, 3L);
        assertThat(bench.register(0, ApicRegister.ESR))
                .as("until ESR is written")
                .isZero();
        assertThat(bench.send(0, 2, NMI_TO).busy(0)).as("the third is clean").isFalse();
    }

    @Test
    @DisplayName("it takes one more message time for each, and is told once; other senders' messages are not touched")
    void checksumInTime() {
        Recorded run = Recorded.of(Machines.model(APIC_BUS, 3, Machines.simple())
                .subject(0, Machines.sending(Machines.nmis(APIC_BUS, 1, 2), Machines.UNLIMITED))
                .changes(
                        List.of(Machines.before(new CorruptMessages(0, 3)), Machines.before(new CorruptMessages(2, 5))))
                .build());
        assertThat(run.of(EventKind.CHECKSUM_ERROR, 0)).hasSize(1);
        assertThat(run.of(EventKind.ACCEPTED, 1))
                .singleElement()
                .satisfies(entry -> assertThat(entry.timePs()).isEqualTo(100 * NS + 4 * US));
        BusRecord.Share share = run.result().bus().orElseThrow().shares().get(0);
        assertThat(share.checksumErrors()).isEqualTo(3);
        assertThat(share.acceptErrors()).isZero();
        assertThat(run.result().cpus().get(0).retries()).isEqualTo(3);
    }

    @ParameterizedTest(name = "written {0} us after the first error")
    @ValueSource(longs = {1, 2, 77})
    @DisplayName("who writes the ESR gets the bit again with the next try that fails (SDM 10.5.3)")
    void errorsComeAgain(long us) {
        HandDrivenMachine machine = new HandDrivenMachine(
                Machines.model(APIC_BUS, 3, Machines.simple()).build());
        machine.store(0, ApicRegister.ICR2.offset(), 9 << 24);
        machine.store(0, ApicRegister.ICR.offset(), NMI_TO);
        machine.advance(us * US + 1);
        for (int round = 0; round < 3; round++) {
            machine.store(1, ApicRegister.ESR.offset(), 0);
            assertThat(machine.load(1, ApicRegister.ESR.offset())).isEqualTo(ApicBits.ESR_RECEIVE_ACCEPT);
            machine.store(1, ApicRegister.ESR.offset(), 0);
            assertThat(machine.load(1, ApicRegister.ESR.offset()))
                    .as("no try in between")
                    .isZero();
            machine.advance(US);
        }
        assertThat(machine.isBusy(0)).isTrue();
    }

    @Test
    @DisplayName("a later APIC on such a bus has no such bits")
    void laterApics() {
        MachineSpec spec = Machines.spec(APIC_BUS, 3).toBuilder()
                .generation(ApicGeneration.XAPIC)
                .build();
        Bench bench = new Bench(MachineModel.builder(spec, Machines.ideal()));
        bench.change(new CorruptMessages(0, 1)).send(0, 1, NMI_TO).send(0, 9, NMI_TO);
        assertThat(bench.is(1, NMI_LATCHED)).isTrue();
        assertThat(List.of(errors(bench, 0), errors(bench, 1))).containsOnly(0L);
    }

    @ParameterizedTest(name = "startup-retry {0}, {1}: started {2}, still tried {3}")
    @CsvSource({
        "never,  corrupted, false, false",
        "repeat, corrupted, true,  false",
        "never,  absent,    false, false",
        "repeat, absent,    false, true"
    })
    @DisplayName("a start-up message that fails is lost by the text, sent again by the table (C1)")
    void startUp(String option, String failure, boolean started, boolean tried) {
        Bench bench = Bench.of(APIC_BUS, 3, options -> ModelOptions.of(Map.of("startup-retry", option)));
        bench.send(0, 1, 0x500);
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isTrue();
        if (failure.equals("absent")) {
            bench.change(new PrimitiveChange.RemoveApic(1));
        } else {
            bench.change(new CorruptMessages(0, 1));
        }
        bench.send(0, 1, 0x611);
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isEqualTo(!started);
        assertThat(bench.busy(0)).isEqualTo(tried);
        assertThat(errors(bench, 0))
                .isEqualTo(failure.equals("absent") ? ApicBits.ESR_SEND_ACCEPT : ApicBits.ESR_SEND_CHECKSUM);
        bench.change(new PrimitiveChange.RestoreApic(1)).arrive();
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isEqualTo(!started && !tried);
    }

    @Test
    @DisplayName("a remote read is never sent again: with a checksum error or without an answer its status is invalid")
    void remoteRead() {
        Bench bench = Bench.of(APIC_BUS, 2).change(new CorruptMessages(0, 1)).send(0, 1, 0x302);
        assertThat(bench.rules.icrLowAsRead(0) >> 16 & 3).isZero();
        assertThat(bench.busy(0)).isFalse();
        assertThat(errors(bench, 0)).isEqualTo(ApicBits.ESR_SEND_CHECKSUM);
        bench.send(0, 1, 0x302);
        assertThat(bench.rules.icrLowAsRead(0) >> 16 & 3).isEqualTo(2);
        bench.send(0, 9, 0x302);
        assertThat(bench.rules.icrLowAsRead(0) >> 16 & 3).isZero();
        assertThat(errors(bench, 0)).isEqualTo(ApicBits.ESR_SEND_CHECKSUM | ApicBits.ESR_SEND_ACCEPT);
    }

    // --- lowest priority

    @Test
    @DisplayName(
            "lowest priority, the winner gone between cycles 20 and 33: send accept error, sent again; the ids have moved in cycle 20")
    void arbitrationError() {
        Bench bench = Bench.of(APIC_BUS, 3).write(0, 1, LOWEST_PRIORITY);
        tryOnce(bench);
        assertThat(ids(bench)).containsExactly(0L, 2L, 3L);
        bench.change(new PrimitiveChange.RemoveApic(1));
        tryOnce(bench);
        assertThat(errors(bench, 0)).isEqualTo(ApicBits.ESR_SEND_ACCEPT);
        assertThat(errors(bench, 2)).isZero();
        assertThat(ids(bench)).containsExactly(0L, 2L, 3L);
        assertThat(bench.busy(0)).isTrue();
        bench.change(new PrimitiveChange.RestoreApic(1)).arrive();
        assertThat(bench.busy(0)).isFalse();
        assertThat(bench.requested(1, 0x41)).isTrue();
    }

    @Test
    @DisplayName("lowest priority, nobody has room: end and retry after the status cycles; ids move, no error")
    void endAndRetry() {
        Bench bench = Bench.of(APIC_BUS, 3)
                .register(1, ApicRegister.SVR, 0x1FF | ApicBits.SVR_FOCUS_DISABLE)
                .send(0, 1, 0x41)
                .write(0, 1, LOWEST_PRIORITY);
        tryOnce(bench);
        assertThat(bench.rules.bus.goesOn()).isFalse();
        assertThat(bench.state.message(bench.rules.bus.onBus(), STATUS)).isEqualTo(REFUSED);
        assertThat(errors(bench, 0)).isZero();
        assertThat(bench.runHandlers(1)).isEqualTo(2);
        assertThat(bench.busy(0)).isFalse();
    }

    @Test
    @DisplayName("a tie of priorities is broken by arbitration ids as they are after cycle 20: the sender's own is 0")
    void tieBreak() {
        Bench bench = Bench.of(APIC_BUS, 3);
        // Logical destination 3: CPUs 0 and 1; CPU 1 sends, and its id was the higher one.
        bench.send(1, 3, LOWEST_PRIORITY | 0x800);
        assertThat(bench.requested(0, 0x41)).isTrue();
        assertThat(bench.requested(1, 0x41)).isFalse();
    }

    // --- endless

    @Test
    @DisplayName("what nobody answers keeps its id, and the bus: a sender with a lower id never gets it (SDM 10.10)")
    void unansweredStarves() {
        Bench bench = Bench.of(APIC_BUS, 4).send(2, 9, NMI_TO).send(0, 1, NMI_TO);
        assertThat(bench.is(1, NMI_LATCHED)).isFalse();
        assertThat(bench.send(3, 1, NMI_TO).is(1, NMI_LATCHED))
                .as("one with a higher id does")
                .isTrue();
        assertThat(ids(bench)).as("and moves the others alike").containsExactly(1L, 2L, 3L, 0L);
        assertThat(bench.busy(0)).isTrue();
    }

    @Test
    @DisplayName("an INIT takes what its target's APIC sends again and again off the bus, an INIT like anything else")
    void initForgets() {
        Bench bench = Bench.of(APIC_BUS, 4).send(1, 9, 0x500).send(2, 1, 0x500);
        assertThat(bench.is(1, WAIT_FOR_SIPI)).isTrue();
        assertThat(bench.state.slots()).isZero();
        assertThat(bench.rules.bus.onBus()).isEqualTo(-1);
    }

    @Test
    @DisplayName("what is refused gives the bus away: its id becomes 0")
    void refusedDoesNot() {
        Bench bench = Bench.of(APIC_BUS, 4)
                .change(new PrimitiveChange.EnterNmiHandler(3))
                .send(2, 3, NMI_TO)
                .send(0, 1, NMI_TO);
        assertThat(bench.is(1, NMI_LATCHED)).isTrue();
        assertThat(bench.busy(2)).isTrue();
    }

    @Test
    @DisplayName("traffic with checksum errors holds on to the bus as well, for as long as there are errors")
    void corruptedTraffic() {
        Bench bench = Bench.of(APIC_BUS, 4)
                .change(new CorruptMessages(3, 7))
                .change(new LoadBus(3, BusMessage.SHORT, 0))
                .write(0, 1, NMI_TO);
        for (int i = 0; i < 7; i++) {
            tryOnce(bench);
            assertThat(ids(bench)).containsExactly(0L, 1L, 2L, 3L);
        }
        assertThat(bench.arrive().is(1, NMI_LATCHED)).isTrue();
        assertThat(errors(bench, 3)).isEqualTo(ApicBits.ESR_SEND_CHECKSUM);
    }
}
