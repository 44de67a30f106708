package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.InterconnectKind.APIC_BUS;
import static dev.kdumpstop.api.machine.InterconnectKind.FRONT_SIDE_BUS;
import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.core.builtin.timing.P6ApicBusProfile;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the 3-wire APIC bus: one message at a time, arbitration, retries (apic-facts 2.2; SDM 10.10, 10.13)")
class BusTest {
    private static final IpiVector VECTOR = new IpiVector(0x41);

    /** CPUs 0 to 3 each send a vector to CPU 4 + n at the same time; acceptance times by target. */
    private static List<Long> acceptedAt(InterconnectKind kind, TimingProfile timing) {
        MachineModel.Builder builder = Machines.model(kind, 9, timing);
        CpuScript wait = CpuScript.builder("waits for the end")
                .awaitAcknowledged(100 * US, 1)
                .end(CpuScript.End.DONE, "done")
                .build();
        builder.subject(8, wait).asked(CpuSet.of(0));
        for (int cpu = 0; cpu < 4; cpu++) {
            builder.task(
                    cpu,
                    CpuScript.builder("sender " + cpu)
                            .program(Machines.one(kind, VECTOR, cpu + 4), Purpose.NORMAL, 0x41, Machines.UNLIMITED)
                            .spin()
                            .build());
        }
        Recorded run = Recorded.of(builder.build());
        List<Long> times = new ArrayList<>();
        for (int cpu = 4; cpu < 8; cpu++) {
            times.add(run.of(EventKind.ACCEPTED, cpu).get(0).timePs());
        }
        return times;
    }

    @Test
    @DisplayName(
            "four messages at once follow one another, the highest arbitration id first; elsewhere they run in parallel")
    void serialises() {
        TimingProfile timing = Machines.timing(parameter -> parameter == TimingParameter.SHORT_MESSAGE ? US : 0);
        // CPU 0 finds the bus free. Then 3, 2, 1: ids 3, 2, 1 plus one for each message that has passed.
        assertThat(acceptedAt(APIC_BUS, timing)).containsExactly(US, 4 * US, 3 * US, 2 * US);
        assertThat(acceptedAt(FRONT_SIDE_BUS, timing)).containsExactly(US, US, US, US);
    }

    @Test
    @DisplayName("21 cycles a message: at 16.67 MHz four take 4 x 1.26 us (SDM 10.13.2.1)")
    void twentyOneCycles() {
        P6ApicBusProfile provider = new P6ApicBusProfile();
        TimingProfile timing = provider.create(OptionValues.of(provider.options(), Map.of()))
                .with(TimingParameter.ICR_WRITE, 0)
                .with(TimingParameter.REGISTER_WRITE, 0)
                .with(TimingParameter.REGISTER_READ, 0);
        long message = timing.ps(TimingParameter.SHORT_MESSAGE);
        assertThat(message).isBetween(1_259_000L, 1_261_000L);
        assertThat(acceptedAt(APIC_BUS, timing))
                .containsExactlyInAnyOrder(message, 2 * message, 3 * message, 4 * message);
    }

    /** CPU 0 sends an NMI to CPU 1, which is in its handler until {@code until}, and waits without limit. */
    private static Recorded refusedUntil(InterconnectKind kind, long backoff, long until) {
        TimingProfile timing = Machines.simple().with(TimingParameter.RETRY_BACKOFF, backoff);
        return Recorded.of(Machines.model(kind, 4, timing)
                .subject(0, Machines.sending(Machines.nmis(kind, 1, 2), Machines.UNLIMITED))
                .changes(List.of(
                        Machines.before(new PrimitiveChange.EnterNmiHandler(1)),
                        Machines.at(until, new PrimitiveChange.LeaveNmiHandler(1))))
                .build());
    }

    @ParameterizedTest(name = "{0}, back-off {1} ns: a try every {2} ns")
    @CsvSource({"APIC_BUS, 0, 1000", "APIC_BUS, 250, 1000", "FRONT_SIDE_BUS, 0, 1000", "FRONT_SIDE_BUS, 250, 1250"})
    @DisplayName(
            "a refused message is accepted at the first try after the refuser is ready; on the bus the next arbitration is no back-off")
    void retriesByFormula(InterconnectKind kind, long backoffNs, long periodNs) {
        // Sent when the first read is over, 0.1 us; refused 1 us later.
        long refused = US + 100 * Machines.NS;
        long period = periodNs * Machines.NS;
        for (long until : new long[] {refused + 1, refused + period, refused + 5 * period + 300, 4_000_000 * US}) {
            Recorded run = refusedUntil(kind, backoffNs * Machines.NS, until);
            // What the bus does at a time goes before what happens to the refuser at that time: that try is over.
            long missed = kind == APIC_BUS ? (until - refused) / period : (until - refused - 1) / period;
            long tries = missed + 1;
            assertThat(run.of(EventKind.ACCEPTED, 1).get(0).timePs()).isEqualTo(refused + tries * period);
            assertThat(run.result().cpus().get(0).retries()).isEqualTo(tries);
            assertThat(run.result().cpus().get(1).refused()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("two refused messages share the bus: they take turns while both wait")
    void refusedShareTheBus() {
        MachineModel.Builder builder = Machines.model(APIC_BUS, 4, Machines.simple())
                .subject(0, Machines.sending(Machines.nmis(APIC_BUS, 2, 3), Machines.UNLIMITED))
                .task(
                        1,
                        CpuScript.builder("second sender")
                                .program(Machines.nmis(APIC_BUS, 2), Purpose.NORMAL, 2, Machines.UNLIMITED)
                                .spin()
                                .build())
                .changes(List.of(
                        Machines.before(new PrimitiveChange.EnterNmiHandler(2)),
                        Machines.at(10 * US + 100 * Machines.NS, new PrimitiveChange.LeaveNmiHandler(2))));
        RunResult result = Machines.run(builder.build());
        // Refused at 1.1 us and, after it, at 2.1 us; from then until 10.1 us they take turns, and are accepted after
        // that.
        assertThat(result.cpus().get(0).retries()).isEqualTo(8 / 2 + 1);
        assertThat(result.cpus().get(1).retries()).isEqualTo(8 / 2);
    }

    @Test
    @DisplayName("arbitration ids on the bus are always different (invariant 6), whatever is sent, refused or reloaded")
    void arbitrationIdsDiffer() {
        int[] rotations = {0};
        Gen.check(2000, gen -> {
            int cpus = gen.between(2, 15);
            Bench bench =
                    Bench.of(APIC_BUS, cpus, options -> options.with(gen.of(ModelOptions.NmiAcceptance.values())));
            List<String> steps = gen.show(new ArrayList<>());
            for (int step = 0; step < 40; step++) {
                int cpu = gen.below(cpus);
                switch (gen.below(8)) {
                    case 0, 1 -> {
                        int target = gen.below(cpus + 1);
                        int low = gen.of(0x400, 0x40, 0x940, 0x8500, 0xC0400, 0x611, 0x302);
                        steps.add(cpu + " sends " + Integer.toHexString(low) + " to " + target);
                        bench.write(cpu, target, low);
                    }
                    case 2 -> bench.change(new PrimitiveChange.EnterNmiHandler(cpu));
                    case 3 ->
                        bench.change(gen.of(new PrimitiveChange.RemoveApic(cpu), new PrimitiveChange.RestoreApic(cpu)));
                    case 4 ->
                        bench.change(new PrimitiveChange.LeaveNmiHandler(cpu)).runHandlers(cpu);
                    case 5 ->
                        bench.change(gen.of(
                                new PrimitiveChange.LoadBus(cpu, gen.of(BusMessage.values()), gen.below(2)),
                                new PrimitiveChange.UnloadBus(cpu),
                                new PrimitiveChange.CorruptMessages(cpu, gen.below(3))));
                    case 6 -> {
                        if (bench.rules.bus.onBus() >= 0) {
                            bench.rules.arrive(bench.rules.bus.onBus());
                        }
                    }
                    default -> bench.arrive();
                }
                Set<Long> ids = new HashSet<>();
                for (int other = 0; other < cpus; other++) {
                    ids.add(bench.state.get(other, MachineState.ARBITRATION_ID));
                }
                assertThat(ids).hasSize(cpus).allMatch(id -> id >= 0 && id <= 15);
                rotations[0] += bench.state.get(0, MachineState.ARBITRATION_ID) != 0 ? 1 : 0;
            }
        });
        assertThat(rotations[0]).isPositive();
    }

    @Test
    @DisplayName("the winner's id becomes 0, the others rise by one, 15 takes the winner's old id + 1 (SDM 10.10)")
    void rotation() {
        Bench bench = Bench.of(APIC_BUS, 4);
        bench.state.set(3, MachineState.ARBITRATION_ID, 15);
        bench.send(1, 2, 0x40);
        assertThat(ids(bench)).containsExactly(1L, 0L, 3L, 2L);
        bench.send(1, 9, 0x40);
        assertThat(ids(bench)).as("not after an acceptance error").containsExactly(1L, 0L, 3L, 2L);
        bench.send(2, 0, 0x8500);
        assertThat(ids(bench))
                .as("INIT level de-assert: ids of all, whoever is named")
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(DeliveryMode.ofCode(0x8500 >> 8)).isEqualTo(DeliveryMode.INIT);
        assertThat(bench.is(0, MachineState.WAIT_FOR_SIPI))
                .as("and nobody is reset")
                .isFalse();
    }

    private static List<Long> ids(Bench bench) {
        List<Long> ids = new ArrayList<>();
        for (int cpu = 0; cpu < bench.model.cpus; cpu++) {
            ids.add(bench.state.get(cpu, MachineState.ARBITRATION_ID));
        }
        return ids;
    }
}
