package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.InterconnectKind.APIC_BUS;
import static dev.kdumpstop.api.machine.InterconnectKind.FRONT_SIDE_BUS;
import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.PrimitiveChange.LoadBus;
import dev.kdumpstop.api.fault.PrimitiveChange.UnloadBus;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.builtin.timing.P6ApicBusProfile;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the 3-wire APIC bus in cycles: who has it for how long, and what others see of that (apic-facts 2.2)")
class BusTimesTest {
    private static final int CPUS = 15;
    private static final int TARGET = 13;
    private static final int LOCKED_UP = 14;
    private static final IpiVector VECTOR = new IpiVector(0x41);

    /** 16.67 MHz unless said; accesses of registers take no time. */
    private static TimingProfile p6(Map<String, String> options) {
        P6ApicBusProfile provider = new P6ApicBusProfile();
        return provider.create(OptionValues.of(provider.options(), options))
                .with(TimingParameter.ICR_WRITE, 0)
                .with(TimingParameter.REGISTER_WRITE, 0)
                .with(TimingParameter.REGISTER_READ, 1000);
    }

    private static long cycles(long cycles) {
        return Math.round(cycles * 1e9 / 16_670);
    }

    @ParameterizedTest(name = "{0}: {4} cycles")
    @CsvSource({
        "fixed,                                    ,                  1, 00041, 21",
        "NMI,                                      ,                  1, 00400, 21",
        "SMI,                                      ,                  1, 00200, 21",
        "INIT,                                     ,                  1, 04500, 21",
        "start-up,                                 ,                  1, 00611, 21",
        "start-up that nobody accepts,             ,                  9, 00611, 21",
        "lowest priority,                          ,                  1, 00142, 34",
        "lowest priority by the ICH list,          lowest-priority-cycles=33, 1, 00142, 33",
        "lowest priority with focus,               ,                  1, 00141, 21",
        "lowest priority with focus by the table,  focus-cycles=34,   1, 00141, 34",
        "remote read,                              ,                  1, 00302, 39",
        "remote read that nobody answers,          ,                  9, 00302, 21"
    })
    @DisplayName(
            "delivery status clears at the end of the message; errors end any message after 21 cycles (SDM 10.13.2)")
    void lengths(String what, String option, int destination, String low, long cycles) {
        Map<String, String> options = option == null ? Map.of() : Map.of(option.split("=")[0], option.split("=")[1]);
        HandDrivenMachine machine =
                new HandDrivenMachine(Machines.model(APIC_BUS, 3, p6(options)).build());
        // CPU 1 has vector 0x41 pending, which makes it the focus of that.
        machine.interrupts(1, false);
        send(machine, 2, 1, 0x41);
        if (low.equals("00041")) {
            machine.interrupts(1, true);
        }
        machine.settle();
        long sent = machine.nowPs();
        send(machine, 0, destination, Integer.parseInt(low, 16));
        assertThat(machine.isBusy(0)).isTrue();
        assertThat(machine.awaitIdle(0, 100 * US)).isTrue();
        assertThat(machine.nowPs() - sent).as(what).isEqualTo(cycles(cycles));
    }

    private static void send(HandDrivenMachine machine, int sender, int destination, int low) {
        machine.store(sender, ApicRegister.ICR2.offset(), destination << 24);
        machine.store(sender, ApicRegister.ICR.offset(), low);
    }

    @Test
    @DisplayName("at 33.333 MHz an NMI takes 0.63 us")
    void fasterClock() {
        HandDrivenMachine machine = new HandDrivenMachine(
                Machines.model(APIC_BUS, 3, p6(Map.of("bus-clock", "33333"))).build());
        send(machine, 0, 1, 0x400);
        assertThat(machine.awaitIdle(0, 100 * US)).isTrue();
        assertThat(machine.nowPs()).isEqualTo(630_006);
    }

    // --- end of interrupt

    @ParameterizedTest(name = "level-triggered: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("the EOI of a level interrupt has the bus for 14 cycles, and goes before a message with a higher id")
    void eoi(boolean level) {
        MachineModel.Builder builder = Machines.model(APIC_BUS, 4, p6(Map.of()))
                .options(ModelOptions.defaults().with(ApicProfile.SDM.with(Deviation.TRIGGER_MODE_IS_KEPT, true)));
        List<Long> accepted = new ArrayList<>();
        HandDrivenMachine machine = new HandDrivenMachine(builder.build(), (time, kind, cpu, a, b) -> {
            if (kind == EventKind.ACCEPTED) {
                accepted.add(time);
            }
        });
        machine.interrupts(1, false);
        send(machine, 0, 1, level ? 0xC041 : 0x41);
        machine.settle();
        // CPU 2 has the bus when the handler of CPU 1 ends the interrupt; CPU 3, with a higher id than CPU 1, waits for
        // it.
        send(machine, 2, 0, 0x42);
        send(machine, 3, 0, 0x43);
        machine.interrupts(1, true);
        machine.settle();
        long message = cycles(21);
        assertThat(accepted).containsExactly(message, 2 * message, 3 * message + (level ? cycles(14) : 0));
    }

    // --- refused messages beside a healthy one

    /** CPUs 1 to {@code refused} send NMIs that CPU 14 refuses; CPU 0 sends {@code messages} vectors to CPU 13 from 50 us on. */
    private static MachineModel beside(int refused, int messages, ScheduledChange... changes) {
        return beside(refused, messages, List.of(changes));
    }

    private static MachineModel beside(int refused, int messages, List<ScheduledChange> more) {
        List<ScheduledChange> changes = new ArrayList<>(more);
        changes.add(Machines.before(new PrimitiveChange.EnterNmiHandler(LOCKED_UP)));
        int[] targets = new int[messages];
        Arrays.fill(targets, TARGET);
        MachineModel.Builder builder = Machines.model(APIC_BUS, CPUS, p6(Map.of()))
                .asked(CpuSet.of(12))
                .subject(
                        0,
                        CpuScript.builder("the healthy sender")
                                .awaitAcknowledged(50 * US, 1)
                                .program(
                                        Machines.one(APIC_BUS, VECTOR, targets),
                                        Purpose.NORMAL,
                                        0x41,
                                        Machines.UNLIMITED)
                                .awaitAcknowledged(30 * US, 1)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .changes(changes);
        for (int cpu = 1; cpu <= refused; cpu++) {
            builder.task(
                    cpu,
                    CpuScript.builder("sends what is refused")
                            .program(Machines.nmis(APIC_BUS, LOCKED_UP), Purpose.NORMAL, 2, Machines.UNLIMITED)
                            .spin()
                            .build());
        }
        return builder.build();
    }

    private static List<Long> dispatchTimes(MachineModel model) {
        Recorded run = Recorded.of(model);
        List<Long> times = new ArrayList<>();
        List<Machines.Entry> sent = run.of(EventKind.SENT, 0);
        List<Machines.Entry> accepted = run.of(EventKind.ACCEPTED, TARGET);
        for (int i = 0; i < sent.size(); i++) {
            times.add(accepted.get(i).timePs() - sent.get(i).timePs());
        }
        return times;
    }

    @ParameterizedTest(name = "beside {0} refused messages")
    @ValueSource(ints = {0, 1, 2, 4, 11})
    @DisplayName(
            "a first message overtakes those that are refused again and again; a sender that goes on sending waits its turn")
    void besideRefused(int refused) {
        List<Long> times = dispatchTimes(beside(refused, 40));
        long message = cycles(21);
        // Its id is above those that have just had the bus: it waits for the end of one try at most.
        assertThat(times.get(0)).isBetween(message, refused == 0 ? message : 2 * message);
        // From then on it has the bus once in refused + 1 messages, less the time until it finds its ICR idle.
        long turn = (refused + 1) * message;
        assertThat(times.subList(1, times.size())).allMatch(time -> time > turn - 1000 && time <= turn);
    }

    @Test
    @DisplayName("the bus is full while a message is refused; who had it is counted, every try of it")
    void occupancy() {
        RunResult result = Machines.run(beside(2, 1));
        BusRecord bus = result.bus().orElseThrow();
        assertThat(bus.untilPs()).isEqualTo(result.timePs());
        // CPUs 1 and 2 begin with their first look at the ICR, 1 ns after the beginning.
        assertThat(bus.busyPs()).isEqualTo(bus.untilPs() - 1000);
        assertThat(bus.shares().get(0)).isEqualTo(new BusRecord.Share(1, 0, 0, cycles(21)));
        long tries = bus.shares().get(1).messages() + bus.shares().get(2).messages();
        assertThat(tries).isEqualTo((bus.busyPs() - cycles(21)) / cycles(21));
        assertThat(result.cpus().get(1).retries()).isEqualTo(bus.shares().get(1).messages() - 1);
        assertThat(bus.messages()).isEqualTo(tries + 1);
    }

    @Test
    @DisplayName("an hour of tries is counted, not made: each as long as the others, ids as if each had been made")
    void anHour() {
        MachineModel model = Machines.model(APIC_BUS, 4, p6(Map.of()))
                .options(ModelOptions.of(Map.of("horizon", "7200s")))
                .asked(CpuSet.of(3))
                .subject(
                        0,
                        CpuScript.builder("waits an hour")
                                .awaitAcknowledged(3600 * Picoseconds.SECOND, 1)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .task(
                        1,
                        CpuScript.builder("sends what is refused")
                                .program(Machines.nmis(APIC_BUS, 3), Purpose.NORMAL, 2, Machines.UNLIMITED)
                                .spin()
                                .build())
                .changes(List.of(
                        Machines.before(new PrimitiveChange.EnterNmiHandler(3)),
                        Machines.before(new LoadBus(2, BusMessage.SHORT, 100 * US))))
                .build();
        Recorded run = Recorded.of(model);
        BusRecord bus = run.result().bus().orElseThrow();
        long message = cycles(21);
        assertThat(bus.busyPs()).isEqualTo(3600 * Picoseconds.SECOND);
        assertThat(bus.messages()).isEqualTo(3600 * Picoseconds.SECOND / message);
        // One message, then 80 tries of the other, of which the last ends after the pause of 100 us.
        long round = 81 * message;
        assertThat(bus.shares().get(2).messages()).isEqualTo((3600 * Picoseconds.SECOND + round - message) / round);
        assertThat(run.state().get(2, MachineState.ARBITRATION_ID)).isBetween(1L, 15L);
    }

    // --- traffic

    private static List<ScheduledChange> loads(BusMessage message, long pausePs, int... cpus) {
        List<ScheduledChange> changes = new ArrayList<>();
        for (int cpu : cpus) {
            changes.add(Machines.before(new LoadBus(cpu, message, pausePs)));
        }
        return changes;
    }

    @ParameterizedTest(name = "{0} other senders of {1} messages: at most {2} us")
    @CsvSource({"1, SHORT, 2.53", "4, SHORT, 6.30", "12, SHORT, 16.38", "12, LOWEST_PRIORITY, 25.74", "1, EOI, 0"})
    @DisplayName(
            "senders that always want the bus: rotation gives everybody a turn, EOI messages none (BUS_SATURATED, B5)")
    void saturated(int others, BusMessage message, double atMostUs) {
        int[] cpus = IntStream.rangeClosed(1, others).toArray();
        RunResult result = Machines.run(beside(0, 20, loads(message, 0, cpus)));
        assertThat(result.cpus().get(TARGET).accepted()).isEqualTo(atMostUs == 0 ? 0 : 20);
        if (atMostUs == 0) {
            assertThat(result.end()).isEqualTo(RunEnd.HUNG);
            return;
        }
        List<Long> times = dispatchTimes(beside(0, 20, loads(message, 0, cpus)));
        assertThat(times).allMatch(time -> time <= atMostUs * US);
        // MP specification B-3: a message may be expected to have gone after 20 us.
        assertThat(times.stream().anyMatch(time -> time > 20 * US)).isEqualTo(atMostUs > 20);
        assertThat(result.cpus()).allMatch(cpu -> cpu.retries() == 0);
    }

    @Test
    @DisplayName("late, not lost: the message goes when the EOI messages end, without an error")
    void saturatedForAWhile() {
        List<ScheduledChange> changes = loads(BusMessage.EOI, 0, 3);
        changes.add(Machines.at(70 * US, new UnloadBus(3)));
        Recorded run = Recorded.of(beside(0, 1, changes));
        long end = (70 * US + cycles(14) - 1) / cycles(14) * cycles(14);
        assertThat(run.of(EventKind.ACCEPTED, TARGET))
                .singleElement()
                .satisfies(entry -> assertThat(entry.timePs()).isEqualTo(end + cycles(21)));
        assertThat(run.of(EventKind.ERROR_LATCHED, 0)).isEmpty();
        assertThat(run.result().bus().orElseThrow().shares().get(3).messages()).isEqualTo(70 * US / cycles(14));
    }

    @ParameterizedTest(name = "a pause of {0} ns")
    @ValueSource(longs = {1, 500, 1259, 1260, 5000})
    @DisplayName("EOI messages with a pause leave the bus to others between two of them")
    void eoiWithPause(long pauseNs) {
        List<Long> times = dispatchTimes(beside(0, 40, loads(BusMessage.EOI, pauseNs * Machines.NS, 1)));
        assertThat(times).hasSize(40).allMatch(time -> time <= cycles(14) + cycles(21));
        assertThat(times).anyMatch(time -> time > cycles(21));
    }

    @Test
    @DisplayName("traffic alone: one message in each period of message and pause")
    void trafficAlone() {
        BusRecord bus = Machines.run(beside(0, 0, loads(BusMessage.REMOTE_READ, 7 * US, 5)))
                .bus()
                .orElseThrow();
        assertThat(bus.untilPs()).isEqualTo(80 * US);
        long period = cycles(39) + 7 * US;
        assertThat(bus.shares().get(5).messages()).isEqualTo((80 * US - cycles(39)) / period + 1);
        assertThat(bus.busyPs()).isEqualTo(bus.shares().get(5).busyPs());
    }

    // --- a command that is written over

    @Test
    @DisplayName("a message written over while it has the bus keeps it to its end; the new one waits (REPLACE)")
    void replaced() {
        HandDrivenMachine machine =
                new HandDrivenMachine(Machines.model(APIC_BUS, 3, p6(Map.of())).build());
        machine.interrupts(1, false);
        send(machine, 0, 1, 0x41);
        machine.advance(US);
        send(machine, 0, 1, 0x42);
        assertThat(machine.awaitIdle(0, 100 * US)).isTrue();
        assertThat(machine.nowPs()).isEqualTo(2 * cycles(21));
        assertThat(machine.bits(1, ApicRegister.IRR)).containsExactly(0x42);
    }

    @Test
    @DisplayName("there is no such record where there is no 3-wire bus")
    void elsewhere() {
        MachineModel model = Machines.model(FRONT_SIDE_BUS, 2, p6(Map.of()))
                .subject(0, Machines.sending(Machines.nmis(FRONT_SIDE_BUS, 1), Machines.UNLIMITED))
                .changes(List.of(
                        Machines.before(new LoadBus(1, BusMessage.EOI, 0)),
                        Machines.before(new PrimitiveChange.CorruptMessages(0, 5))))
                .build();
        RunResult result = Machines.run(model);
        assertThat(result.end()).as("what is of the bus does nothing").isEqualTo(RunEnd.ENDED);
        assertThat(result.bus()).isEmpty();
    }
}
