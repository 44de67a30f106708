package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.machine.InterconnectKind;
import java.util.ArrayList;
import java.util.List;

/** Random changes from outside, at random times on a grid. What has an end gets it most of the time. */
final class RandomChanges {
    private final Gen gen;
    private final InterconnectKind kind;
    private final int cpus;
    private final long grid;
    private final List<ScheduledChange> changes = new ArrayList<>();

    RandomChanges(Gen gen, InterconnectKind kind, int cpus, long grid) {
        this.gen = gen;
        this.kind = kind;
        this.cpus = cpus;
        this.grid = grid;
    }

    List<ScheduledChange> toList() {
        return List.copyOf(changes);
    }

    /** One more, with its end. */
    void add() {
        int cpu = gen.oneIn(2) ? 0 : gen.below(cpus);
        if (kind == InterconnectKind.APIC_BUS && gen.oneIn(3)) {
            onTheBus(cpu);
        } else if (gen.oneIn(2)) {
            lasting(cpu);
        } else {
            once(cpu);
        }
    }

    private int anyCpu() {
        return gen.below(cpus);
    }

    private long someTime() {
        return gen.oneIn(2) ? gen.below(100) * grid : ScheduledChange.BEFORE_THE_CRASH;
    }

    private void lasting(int cpu) {
        switch (gen.below(10)) {
            case 0 -> pair(new PrimitiveChange.EnterNmiHandler(cpu), new PrimitiveChange.LeaveNmiHandler(cpu));
            case 1 -> pair(new PrimitiveChange.EnterSmm(cpu), new PrimitiveChange.LeaveSmm(cpu));
            case 2 -> pair(new PrimitiveChange.WedgeSender(cpu), new PrimitiveChange.UnwedgeSender(cpu));
            case 3 ->
                pair(new PrimitiveChange.LeaveCommandPending(cpu), new PrimitiveChange.CompletePendingCommand(cpu));
            case 4 -> pair(new PrimitiveChange.RemoveApic(cpu), new PrimitiveChange.RestoreApic(cpu));
            case 5 -> pair(new PrimitiveChange.DisableInterrupts(cpu), new PrimitiveChange.EnableInterrupts(cpu));
            case 6 -> pair(new PrimitiveChange.EnterVmxRoot(cpu), new PrimitiveChange.LeaveVmxRoot(cpu));
            case 7 -> pair(new PrimitiveChange.MissWakeUps(cpu), new PrimitiveChange.Kick(cpu));
            case 8 -> pair(new PrimitiveChange.Deschedule(cpu), new PrimitiveChange.Reschedule(cpu));
            default -> pair(new PrimitiveChange.HoldIoApicLock(cpu), new PrimitiveChange.ReleaseIoApicLock(cpu));
        }
    }

    private void once(int cpu) {
        switch (gen.below(16)) {
            case 0 -> periodic(new PrimitiveChange.RaiseNmi(cpu));
            case 1 -> at(new PrimitiveChange.SendIpi(cpu, gen.below(cpus + 1), word()));
            case 2 -> at(new PrimitiveChange.SendIpi(anyCpu(), gen.below(cpus + 1), word()));
            case 3 ->
                at(new PrimitiveChange.ReceiveMessage(
                        cpu,
                        gen.of(
                                DeliveryMode.FIXED,
                                DeliveryMode.NMI,
                                DeliveryMode.SMI,
                                DeliveryMode.INIT,
                                DeliveryMode.STARTUP),
                        0x31));
            case 4 -> at(new PrimitiveChange.WriteRegister(cpu, ApicRegister.SVR, gen.of(0x1FF, 0xFF)));
            case 5 -> at(new PrimitiveChange.WriteRegister(cpu, ApicRegister.TPR, gen.of(0, 0x30, 0xF0)));
            case 6 -> at(new PrimitiveChange.WriteRegister(cpu, gen.of(ApicRegister.EOI, ApicRegister.ESR), 0));
            case 7 -> at(new PrimitiveChange.LeaveInterrupt(cpu, gen.of(0x31, 0xF8), gen.oneIn(2), gen.oneIn(2)));
            case 8 -> at(new PrimitiveChange.NoteErrors(cpu, ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR));
            case 9 ->
                at(gen.of(
                        new PrimitiveChange.TurnApicOff(cpu),
                        new PrimitiveChange.SetApicMode(cpu, ApicMode.XAPIC),
                        new PrimitiveChange.SetApicMode(cpu, ApicMode.X2APIC)));
            case 10 ->
                at(gen.of(
                        new PrimitiveChange.RaiseMachineCheck(cpu), new PrimitiveChange.ClearMachineCheckEnable(cpu)));
            case 11 ->
                at(gen.of(
                        new PrimitiveChange.SlowDispatch(cpu, 7 * grid),
                        new PrimitiveChange.SlowAcceptance(cpu, 7 * grid)));
            case 12 -> at(new PrimitiveChange.RetireIcrWritesEarly(cpu));
            case 13 -> line(cpu);
            case 14 -> at(new PrimitiveChange.Shutdown(cpu));
            default -> at(new PrimitiveChange.Reset(cpu));
        }
    }

    private int word() {
        return gen.of(Icr.NMI, 0x31, 0xF8, 7, 0x1F8, 0x200, 0x4500, 0x610, 0x8500, Icr.NMI | Icr.ALL_EXCLUDING_SELF);
    }

    private void line(int cpu) {
        changes.add(ScheduledChange.beforeTheCrash(new PrimitiveChange.RouteLine(cpu, 0x41, gen.oneIn(2))));
        if (gen.oneIn(3)) {
            changes.add(ScheduledChange.beforeTheCrash(gen.of(
                    new PrimitiveChange.LoseEoiMessages(cpu), new PrimitiveChange.HangOnInterruptWhileDisabled(cpu))));
        }
        periodic(new PrimitiveChange.AssertLine(cpu));
    }

    private void onTheBus(int cpu) {
        switch (gen.below(3)) {
            case 0 -> {
                long messages = gen.ofLong(1, 2, 5, 40, PrimitiveChange.CorruptMessages.FOR_EVER);
                pair(new PrimitiveChange.CorruptMessages(cpu, messages), new PrimitiveChange.CorruptMessages(cpu, 0));
            }
            case 1 -> {
                long pause = gen.ofLong(0, 0, grid, 17 * grid, 100 * grid, 1001);
                BusMessage message = gen.of(BusMessage.values());
                pair(new PrimitiveChange.LoadBus(cpu, message, pause), new PrimitiveChange.UnloadBus(cpu));
            }
            default -> at(new PrimitiveChange.RepeatToAll(cpu));
        }
    }

    private void at(PrimitiveChange change) {
        changes.add(new ScheduledChange(someTime(), 0, change));
    }

    private void periodic(PrimitiveChange change) {
        changes.add(new ScheduledChange(Math.max(0, someTime()), gen.ofLong(0, 0, 37 * grid), change));
    }

    private void pair(PrimitiveChange begin, PrimitiveChange end) {
        long from = someTime();
        changes.add(new ScheduledChange(from, 0, begin));
        if (!gen.oneIn(3)) {
            changes.add(new ScheduledChange(Math.max(from, 0) + gen.between(1, 300) * grid, 0, end));
        }
    }
}
