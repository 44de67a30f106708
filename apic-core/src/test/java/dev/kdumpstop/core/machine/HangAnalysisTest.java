package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.InterconnectKind.APIC_BUS;
import static dev.kdumpstop.api.machine.InterconnectKind.FRONT_SIDE_BUS;
import static dev.kdumpstop.core.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.PrimitiveChange.CorruptMessages;
import dev.kdumpstop.api.fault.PrimitiveChange.LoadBus;
import dev.kdumpstop.api.fault.PrimitiveChange.UnloadBus;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.ModelOptions.AbsentDestination;
import dev.kdumpstop.core.machine.ModelOptions.IcrWriteWhileBusy;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a hang is proved, never guessed; what may still be released is never called a hang (design 5)")
class HangAnalysisTest {
    private static final Solution STEPPED =
            Machines.always(new WaitPlan.Stepped((polls, elapsedPs) -> US, 20, new OnTimeout.WriteAnyway()));
    /** Two bounded segments, then for ever: FreeBSD's wait after a send. */
    private static final Solution THEN_FOR_EVER = Machines.always(new WaitPlan.Segments(
            List.of(new PollSegment(0, 0, 0, new Limit.Elapsed(50 * US)), PollSegment.unlimited()),
            new OnTimeout.WriteAnyway()));

    private static ScheduledChange lockedUp(int cpu) {
        return Machines.before(new PrimitiveChange.EnterNmiHandler(cpu));
    }

    /** CPU 0 sends an NMI to 1, then to 2. */
    private static MachineModel.Builder toOneThenTwo(
            InterconnectKind kind, Solution solution, ScheduledChange... changes) {
        return Machines.model(kind, 4, Machines.simple())
                .subject(0, Machines.sending(Machines.nmis(kind, 1, 2), solution))
                .changes(Arrays.asList(changes));
    }

    private static HangProof hangs(MachineModel.Builder builder) {
        RunResult result = Machines.run(builder.build());
        assertThat(result.end()).isEqualTo(RunEnd.HUNG);
        assertThat(result.scriptEnd()).isEmpty();
        HangProof proof = result.proof().orElseThrow();
        assertThat(proof.waiter()).isZero();
        assertThat(proof.links()).isNotEmpty();
        return proof;
    }

    private static RunResult ends(MachineModel.Builder builder) {
        RunResult result = Machines.run(builder.build());
        assertThat(result.end()).as("%s", result.proof()).isEqualTo(RunEnd.ENDED);
        assertThat(result.proof()).isEmpty();
        return result;
    }

    private static ModelOptions options(NmiAcceptance acceptance) {
        return ModelOptions.defaults().with(acceptance);
    }

    // --- what hangs

    @ParameterizedTest(name = "{0}, {1}, latch full: {2} -> hangs: {3}")
    @CsvSource({
        "APIC_BUS, RETRY_WHILE_IN_NMI, false, true",
        "APIC_BUS, RETRY_WHILE_IN_NMI, true, true",
        "APIC_BUS, RETRY_WHEN_LATCH_FULL, false, false",
        "APIC_BUS, RETRY_WHEN_LATCH_FULL, true, true",
        "APIC_BUS, ALWAYS_ACCEPT, true, false",
        "FRONT_SIDE_BUS, RETRY_WHILE_IN_NMI, false, true",
        "FRONT_SIDE_BUS, RETRY_WHEN_LATCH_FULL, true, true",
        "FRONT_SIDE_BUS, ALWAYS_ACCEPT, true, false",
        "X2APIC_FABRIC, RETRY_WHILE_IN_NMI, true, false",
        "INSTANT, RETRY_WHILE_IN_NMI, true, false"
    })
    @DisplayName(
            "the RFC's hang: a target whose NMI handler never returns, the next send waits without limit (I-1, B4)")
    void lockedUpTarget(InterconnectKind kind, NmiAcceptance acceptance, boolean full, boolean hung) {
        MachineModel.Builder builder =
                toOneThenTwo(kind, Machines.UNLIMITED, lockedUp(1)).options(options(acceptance));
        if (full) {
            builder.changes(List.of(Machines.before(new PrimitiveChange.RaiseNmi(1))));
        }
        if (hung) {
            assertThat(hangs(builder).toString())
                    .contains("CPU 0 waits without limit")
                    .contains("CPU 1 refuses")
                    .contains("only an IRET on CPU 1");
        } else {
            ends(builder);
        }
    }

    @Test
    @DisplayName("never when the stuck CPU is the last one: nothing waits behind its message (design 6)")
    void stuckCpuIsLast() {
        ends(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, lockedUp(2)));
    }

    @Test
    @DisplayName(
            "mutual: two CPUs in NMI handlers, each waits without limit for its own NMI to the other; the chain is a circle")
    void mutual() {
        IcrProgram toOthers = IcrPrograms.shorthand(CpuSet.of(0, 2), IpiVector.NMI, Icr.ALL_EXCLUDING_SELF, 0);
        CpuScript handler = CpuScript.builder("a handler that sends twice")
                .program(toOthers, Purpose.NMI_BACKTRACE, 2, Machines.UNLIMITED)
                .program(toOthers, Purpose.NMI_BACKTRACE, 2, Machines.UNLIMITED)
                .interruptReturn()
                .build();
        MachineModel.Builder builder = Machines.model(FRONT_SIDE_BUS, 4, Machines.simple())
                .asked(CpuSet.of(0, 2))
                .onNmi(handler)
                .subject(
                        0,
                        CpuScript.builder("task")
                                .installHandler(0)
                                .awaitAcknowledged(US, 1000)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .changes(List.of(
                        Machines.at(US, new PrimitiveChange.RaiseNmi(0)),
                        Machines.at(US, new PrimitiveChange.RaiseNmi(2))));
        assertThat(hangs(builder).toString())
                .contains("CPU 2 refuses the NMI of CPU 0", "CPU 0 refuses the NMI of CPU 2", "circle");
    }

    @Test
    @DisplayName("a wedged sender (B6): the bit belongs to its own APIC; not if it recovers")
    void wedged() {
        ScheduledChange wedge = Machines.before(new PrimitiveChange.WedgeSender(0));
        assertThat(hangs(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, wedge))
                        .toString())
                .contains("wedged");
        ends(toOneThenTwo(
                FRONT_SIDE_BUS,
                Machines.UNLIMITED,
                wedge,
                Machines.at(Picoseconds.SECOND, new PrimitiveChange.UnwedgeSender(0))));
    }

    @Test
    @DisplayName("wedged with a refused command: recovery of the APIC alone is not enough")
    void wedgedAndRefused() {
        assertThat(hangs(toOneThenTwo(
                                FRONT_SIDE_BUS,
                                Machines.UNLIMITED,
                                lockedUp(1),
                                Machines.at(5 * US, new PrimitiveChange.WedgeSender(0)),
                                Machines.at(9 * US, new PrimitiveChange.UnwedgeSender(0))))
                        .toString())
                .contains("CPU 1 refuses");
    }

    @Test
    @DisplayName("a command outstanding at the crash that nobody accepts; not if it completes")
    void pendingCommand() {
        ScheduledChange left = Machines.before(new PrimitiveChange.LeaveCommandPending(0));
        assertThat(hangs(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, left)).toString())
                .contains("before the crash");
        ends(toOneThenTwo(
                APIC_BUS,
                Machines.UNLIMITED,
                left,
                Machines.at(Picoseconds.SECOND, new PrimitiveChange.CompletePendingCommand(0))));
    }

    @Test
    @DisplayName("an absent target on the 3-wire bus (B2), on the front-side bus if so told; not if it comes back")
    void absent() {
        ScheduledChange gone = Machines.before(new PrimitiveChange.RemoveApic(1));
        ModelOptions stuck = ModelOptions.defaults().with(AbsentDestination.STUCK);
        assertThat(hangs(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, gone)).toString())
                .contains("no local APIC");
        hangs(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, gone).options(stuck));
        ends(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, gone));
        ends(toOneThenTwo(
                APIC_BUS,
                Machines.UNLIMITED,
                gone,
                Machines.at(Picoseconds.SECOND, new PrimitiveChange.RestoreApic(1))));
        // It comes back, but in a handler that never returns.
        hangs(toOneThenTwo(
                APIC_BUS,
                Machines.UNLIMITED,
                gone,
                lockedUp(1),
                Machines.at(9 * US, new PrimitiveChange.RestoreApic(1))));
    }

    @Test
    @DisplayName("no free slot for a fixed message and interrupts off for ever (B1); not if they are turned on")
    void fixedSlots() {
        IpiVector vector = new IpiVector(0x41);
        IcrProgram program = Machines.one(APIC_BUS, vector, 1, 1, 1);
        ScheduledChange off = Machines.before(new PrimitiveChange.DisableInterrupts(1));
        MachineModel.Builder stuck = Machines.model(APIC_BUS, 2, Machines.simple())
                .subject(0, Machines.sending(program, Machines.UNLIMITED));
        assertThat(hangs(stuck.changes(List.of(off))).toString()).contains("no free slot");
        ends(Machines.model(APIC_BUS, 2, Machines.simple())
                .subject(0, Machines.sending(program, Machines.UNLIMITED))
                .changes(List.of(off, Machines.at(US * 1000, new PrimitiveChange.EnableInterrupts(1)))));
        ends(Machines.model(FRONT_SIDE_BUS, 2, Machines.simple())
                .subject(0, Machines.sending(Machines.one(FRONT_SIDE_BUS, vector, 1, 1, 1), Machines.UNLIMITED))
                .changes(List.of(off)));
    }

    @Test
    @DisplayName(
            "an NMI handler that software-disables the APIC frees the fixed message: no hang while an NMI may come")
    void disablingFreesFixed() {
        CpuScript stop = CpuScript.builder("stop handler")
                .modify(ApicRegister.SVR, ~0x100, 0)
                .halt()
                .build();
        MachineModel.Builder builder = Machines.model(APIC_BUS, 3, Machines.simple())
                .asked(CpuSet.of(1))
                .onNmi(stop)
                .subject(
                        0,
                        CpuScript.builder("the sender")
                                .installHandler(0)
                                .program(
                                        Machines.one(APIC_BUS, new IpiVector(0x41), 1, 1, 1),
                                        Purpose.NORMAL,
                                        0x41,
                                        Machines.UNLIMITED)
                                .end(CpuScript.End.DONE, "done")
                                .build());
        ScheduledChange off = Machines.before(new PrimitiveChange.DisableInterrupts(1));
        hangs(builder.changes(List.of(off)));
        ends(builder.changes(List.of(Machines.at(700 * US, new PrimitiveChange.RaiseNmi(1)))));
    }

    @Test
    @DisplayName("a target that shut down inside its handler; one that shut down elsewhere takes the NMI")
    void shutdown() {
        ScheduledChange shutdown = Machines.before(new PrimitiveChange.Shutdown(1));
        assertThat(hangs(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, lockedUp(1), shutdown))
                        .toString())
                .contains("only a reset");
        ends(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, shutdown));
    }

    @Test
    @DisplayName("the crashing CPU itself: in SMM for ever, or shut down with nobody to send it an NMI")
    void subjectStopsExecuting() {
        hangs(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, Machines.at(0, new PrimitiveChange.EnterSmm(0))));
        hangs(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, Machines.at(0, new PrimitiveChange.Shutdown(0))));
        ends(toOneThenTwo(
                FRONT_SIDE_BUS,
                Machines.UNLIMITED,
                Machines.at(0, new PrimitiveChange.EnterSmm(0)),
                Machines.at(Picoseconds.SECOND, new PrimitiveChange.LeaveSmm(0))));
        ends(toOneThenTwo(
                FRONT_SIDE_BUS,
                Machines.UNLIMITED,
                Machines.at(0, new PrimitiveChange.Shutdown(0)),
                Machines.at(Picoseconds.SECOND, new PrimitiveChange.RaiseNmi(0))));
    }

    @Test
    @DisplayName("checksum errors without end (B3); not if they are finite, or end")
    void checksumStorm() {
        ScheduledChange storm = Machines.before(new CorruptMessages(0, CorruptMessages.FOR_EVER));
        assertThat(hangs(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, storm)).toString())
                .contains("every message of CPU 0 has a checksum error", "nothing still to come ends that");
        ends(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, Machines.before(new CorruptMessages(0, 100_000))));
        ends(toOneThenTwo(
                APIC_BUS, Machines.UNLIMITED, storm, Machines.at(Picoseconds.SECOND, new CorruptMessages(0, 0))));
        ends(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, storm));
        ends(toOneThenTwo(APIC_BUS, Machines.polls(1001), storm));
    }

    @Test
    @DisplayName("EOI messages without a pause (B5); not with a pause, not messages of another kind, not if they end")
    void saturated() {
        ScheduledChange flood = Machines.before(new LoadBus(3, BusMessage.EOI, 0));
        assertThat(hangs(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, flood)).toString())
                .contains("never gets the 3-wire bus", "CPU 3 sends EOI messages without a pause");
        ends(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, Machines.before(new LoadBus(3, BusMessage.EOI, 1))));
        ends(toOneThenTwo(
                APIC_BUS,
                Machines.UNLIMITED,
                Machines.before(new LoadBus(1, BusMessage.SHORT, 0)),
                Machines.before(new LoadBus(2, BusMessage.LOWEST_PRIORITY, 0)),
                Machines.before(new LoadBus(3, BusMessage.REMOTE_READ, 0))));
        ends(toOneThenTwo(APIC_BUS, Machines.UNLIMITED, flood, Machines.at(Picoseconds.SECOND, new UnloadBus(3))));
        ends(toOneThenTwo(
                APIC_BUS,
                Machines.UNLIMITED,
                flood,
                Machines.at(Picoseconds.SECOND, new LoadBus(3, BusMessage.SHORT, 0))));
    }

    /** CPU 0 sends as in {@link #toOneThenTwo}; CPU 3, with a higher arbitration id, has sent to one that is gone. */
    private static MachineModel.Builder besideUnanswered(Solution solution, ScheduledChange... changes) {
        CpuScript other = CpuScript.builder("the other sender")
                .program(Machines.nmis(APIC_BUS, 2), Purpose.NORMAL, 2, solution)
                .program(Machines.nmis(APIC_BUS, 2), Purpose.NORMAL, 2, solution)
                .spin()
                .build();
        List<ScheduledChange> all = new ArrayList<>(Arrays.asList(changes));
        all.add(Machines.before(new PrimitiveChange.RemoveApic(2)));
        return Machines.model(APIC_BUS, 4, Machines.simple())
                .asked(CpuSet.of(1))
                .subject(
                        0,
                        CpuScript.builder("the sender")
                                .awaitAcknowledged(10 * US, 1)
                                .program(Machines.nmis(APIC_BUS, 1, 1), Purpose.CRASH_STOP, 2, Machines.UNLIMITED)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .task(3, other)
                .changes(all);
    }

    @Test
    @DisplayName(
            "a message of another CPU that nobody answers keeps the bus (B5); not if somebody does, if it is given up, or before an EOI message")
    void starved() {
        assertThat(hangs(besideUnanswered(Machines.UNLIMITED)).toString())
                .contains(
                        "never gets the 3-wire bus",
                        "a message of CPU 3 is answered by no local APIC",
                        "CPU 3 has 3, CPU 0 only 0");
        ends(besideUnanswered(Machines.UNLIMITED, Machines.at(Picoseconds.SECOND, new PrimitiveChange.RestoreApic(2))));
        ends(besideUnanswered(Machines.always(
                        new WaitPlan.Segments(List.of(PollSegment.polls(1001, US)), new OnTimeout.SkipThisSend())))
                .options(ModelOptions.defaults().with(IcrWriteWhileBusy.REPLACE))
                .changes(List.of(Machines.at(5000 * US, new PrimitiveChange.RestoreApic(2)))));
        // The EOI message goes first and moves the id of CPU 3 to 0 if it is its own.
        ends(besideUnanswered(Machines.UNLIMITED, Machines.at(500 * US, new LoadBus(3, BusMessage.EOI, US))));
        // Refused, not unanswered: ids move.
        ends(besideUnanswered(
                Machines.UNLIMITED,
                Machines.at(500 * US, new PrimitiveChange.EnterNmiHandler(2)),
                Machines.at(501 * US, new PrimitiveChange.RestoreApic(2))));
    }

    // --- what may be released

    @ParameterizedTest(name = "released after {0} us")
    @ValueSource(longs = {2, 3, 1000, 3_000_000})
    @DisplayName("the handler returns, however late: no hang, and the run ends when it did")
    void lateRelease(long us) {
        RunResult result = ends(toOneThenTwo(
                FRONT_SIDE_BUS,
                Machines.UNLIMITED,
                lockedUp(1),
                Machines.at(us * US, new PrimitiveChange.LeaveNmiHandler(1))));
        assertThat(result.timePs()).isBetween(us * US, us * US + 5 * US);
    }

    @Test
    @DisplayName(
            "NMIs from outside, again and again, at the stuck target, a bystander or the sender itself: still a hang")
    void periodicBesideAHang() {
        for (int cpu = 0; cpu < 4; cpu++) {
            HangProof proof = hangs(toOneThenTwo(
                    FRONT_SIDE_BUS,
                    Machines.UNLIMITED,
                    lockedUp(1),
                    Machines.every(3 * US, new PrimitiveChange.RaiseNmi(cpu))));
            assertThat(proof.toString()).contains("CPU 1 refuses");
        }
    }

    @Test
    @DisplayName("something that comes again and again and does release it: no hang")
    void periodicRelease() {
        ends(toOneThenTwo(
                FRONT_SIDE_BUS,
                Machines.UNLIMITED,
                Machines.at(0, new PrimitiveChange.EnterNmiHandler(1)),
                Machines.every(700 * US, new PrimitiveChange.LeaveNmiHandler(1))));
    }

    @ParameterizedTest
    @EnumSource(IcrWriteWhileBusy.class)
    @DisplayName("bounded waits never hang, whatever the ICR does; the run takes what the waits take")
    void bounded(IcrWriteWhileBusy option) {
        RunResult result = ends(toOneThenTwo(FRONT_SIDE_BUS, Machines.polls(1001), lockedUp(1), lockedUp(2))
                .options(ModelOptions.defaults().with(option)));
        assertThat(result.timePs()).isEqualTo((1 + 1001) * 100 * Machines.NS);
        assertThat(result.cpus().get(0).timeouts()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "a stepped wait is never part of a proof; a bounded segment before an unlimited one does not hide the hang")
    void stepped() {
        ends(toOneThenTwo(FRONT_SIDE_BUS, STEPPED, lockedUp(1)));
        HangProof proof = hangs(toOneThenTwo(FRONT_SIDE_BUS, THEN_FOR_EVER, lockedUp(1)));
        assertThat(proof.sincePs())
                .as("since the wait began, not its last segment")
                .isEqualTo(100 * Machines.NS);
    }

    @Test
    @DisplayName("a handler that interrupts the wait may write over the stuck command: not called a hang, and it ends")
    void handlerOverwrites() {
        CpuScript handler = CpuScript.builder("a handler that sends")
                .program(Machines.nmis(FRONT_SIDE_BUS, 3), Purpose.NORMAL, 2, Machines.polls(1))
                .interruptReturn()
                .build();
        MachineModel.Builder builder = Machines.model(FRONT_SIDE_BUS, 4, Machines.simple())
                .asked(CpuSet.of(0))
                .onNmi(handler)
                .subject(
                        0,
                        CpuScript.builder("the sender")
                                .installHandler(0)
                                .program(Machines.nmis(FRONT_SIDE_BUS, 1, 2), Purpose.CRASH_STOP, 2, Machines.UNLIMITED)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .changes(List.of(lockedUp(1), Machines.at(500 * US, new PrimitiveChange.RaiseNmi(0))));
        ends(builder);
        hangs(builder.options(ModelOptions.defaults().with(IcrWriteWhileBusy.IGNORE)));
    }

    @Test
    @DisplayName(
            "an INIT that another CPU has still to send may free the target: no proof; what resets the target releases it")
    void laterInit() {
        CpuScript late = Machines.raw(
                        CpuScript.builder("sends an INIT later").awaitAcknowledged(US, 300), FRONT_SIDE_BUS, 1, 0x4500)
                .spin()
                .build();
        ends(toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, lockedUp(1))
                .asked(CpuSet.of(3))
                .task(3, late));
    }

    @Test
    @DisplayName("another CPU that may still panic ends the run: that is no hang of this one")
    void otherCpuPanics() {
        Solution panics = Machines.always(new WaitPlan.Segments(
                List.of(PollSegment.polls(50, US)), new OnTimeout.Panic("APIC: previous IPI is stuck")));
        CpuScript other = CpuScript.builder("FreeBSD")
                .program(Machines.nmis(FRONT_SIDE_BUS, 1, 2), Purpose.NORMAL, 2, panics)
                .spin()
                .build();
        RunResult result = ends(
                toOneThenTwo(FRONT_SIDE_BUS, Machines.UNLIMITED, lockedUp(1)).task(3, other));
        assertThat(result.scriptEnd()).contains(CpuScript.End.FAILED);
    }

    @Test
    @DisplayName("a remote read is answered even if the sender's APIC wedges meanwhile: waiting for it is no hang")
    void remoteReadAndWedge() {
        Send read = Send.icrPair(CpuSet.of(1), 1 << 24, 0x302).withAfter(Optional.of(WaitSite.REMOTE_READ_DONE));
        MachineModel.Builder builder = Machines.model(APIC_BUS, 2, Machines.simple())
                .subject(0, Machines.sending(IcrProgram.of(read, InterruptScope.NONE), Machines.UNLIMITED))
                .changes(List.of(Machines.at(300 * Machines.NS, new PrimitiveChange.WedgeSender(0))));
        ends(builder);
    }

    // --- neither

    @Test
    @DisplayName("neither ended nor proved within the horizon: undecided, and the time is the horizon")
    void undecided() {
        CpuScript waits = CpuScript.builder("waits long")
                .awaitAcknowledged(Picoseconds.SECOND, 100)
                .end(CpuScript.End.DONE, "done")
                .build();
        ModelOptions defaults = ModelOptions.defaults();
        ModelOptions short10 = new ModelOptions(
                defaults.nmiAcceptance(),
                defaults.icrWriteWhileBusy(),
                defaults.absentDestination(),
                defaults.disabledFixed(),
                defaults.startUpRetry(),
                ApicProfile.SDM,
                10 * Picoseconds.SECOND);
        RunResult result = Machines.run(Machines.model(FRONT_SIDE_BUS, 2, Machines.simple())
                .options(short10)
                .asked(CpuSet.of(1))
                .subject(0, waits)
                .build());
        assertThat(result.end()).isEqualTo(RunEnd.UNDECIDED);
        assertThat(result.timePs()).isEqualTo(10 * Picoseconds.SECOND);
        assertThat(result.proof()).isEmpty();
    }

    @Test
    @DisplayName("handlers that cost nothing and call each other for ever are given up as undecided, not run for ever")
    void endlessInstant() {
        CpuScript again = CpuScript.builder("answers with the same vector")
                .write(ApicRegister.EOI, 0)
                .program(
                        Machines.one(InterconnectKind.INSTANT, new IpiVector(0x41), 1),
                        Purpose.NORMAL,
                        0x41,
                        Machines.polls(1))
                .interruptReturn()
                .build();
        RunResult result = Machines.run(Machines.model(InterconnectKind.INSTANT, 2, Machines.ideal())
                .onVector(0x41, again)
                .subject(
                        0,
                        CpuScript.builder("begins it")
                                .program(
                                        Machines.one(InterconnectKind.INSTANT, new IpiVector(0x41), 1),
                                        Purpose.NORMAL,
                                        0x41,
                                        Machines.UNLIMITED)
                                .awaitAcknowledged(US, 1)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .asked(CpuSet.of(1))
                .build());
        assertThat(result.end()).isEqualTo(RunEnd.UNDECIDED);
        assertThat(result.timePs()).isZero();
    }
}
