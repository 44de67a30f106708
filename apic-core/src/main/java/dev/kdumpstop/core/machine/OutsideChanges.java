package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.wait.WaitSite;

/**
 * What comes from outside the programs that run: one rule for each primitive change. Changes of what things cost are the timed
 * run's business, and {@code TakeOffline} and {@code InterruptSend} that of whoever sets the machine up.
 */
final class OutsideChanges {
    private static final long MODE_BITS = ApicBits.BASE_ENABLE | ApicBits.BASE_X2APIC;

    private final MachineModel model;
    private final MachineState state;
    private final Rules rules;
    private final Rules.Effects effects;

    OutsideChanges(MachineModel model, MachineState state, Rules rules, Rules.Effects effects) {
        this.model = model;
        this.state = state;
        this.rules = rules;
        this.effects = effects;
    }

    /** The change takes effect now. */
    void apply(PrimitiveChange change) {
        int cpu = change.cpu();
        boolean done = onTheCpu(change, cpu)
                || onItsState(change, cpu)
                || onDeliveryStatus(change, cpu)
                || onTheApic(change, cpu)
                || onTheHypervisor(change, cpu)
                || onTheIoApic(change, cpu);
        if (!done && rules.onBus()) {
            onTheBus(change, cpu);
        }
        effects.cpuChanged(cpu);
    }

    // --- the CPU
    // -------------------------------------------------------------------------------------------------------

    private boolean onTheCpu(PrimitiveChange change, int cpu) {
        if (change instanceof PrimitiveChange.EnterNmiHandler) {
            enterNmiHandler(cpu);
        } else if (change instanceof PrimitiveChange.LeaveNmiHandler) {
            if (state.top(cpu, SCRIPT) == model.stuckHandler && !state.is(cpu, SHUT_DOWN)) {
                state.next(cpu, 1);
            }
        } else if (change instanceof PrimitiveChange.RaiseNmi) {
            rules.target.latchNmi(cpu);
        } else if (change instanceof PrimitiveChange.DisableInterrupts) {
            taskInterrupts(cpu, false);
        } else if (change instanceof PrimitiveChange.EnableInterrupts) {
            taskInterrupts(cpu, true);
        } else if (change instanceof PrimitiveChange.ReceiveMessage message) {
            receive(cpu, message.mode(), message.vector());
        } else {
            return false;
        }
        return true;
    }

    private void enterNmiHandler(int cpu) {
        if (!state.is(cpu, IN_NMI)) {
            state.push(cpu, model.stuckHandler, 0, NMI);
            state.flag(cpu, IN_NMI, true);
            state.flag(cpu, INTERRUPTS_ON, false);
        }
    }

    /** The interrupt flag of the task, which a handler on top of it finds off and puts back. */
    private void taskInterrupts(int cpu, boolean on) {
        if (state.depth(cpu) == 0) {
            return;
        }
        long task = state.frame(cpu, 0, KIND);
        if ((task & INTERRUPTS_SAVED) != 0) {
            state.frame(cpu, 0, KIND, on ? task : task & ~INTERRUPTS_SAVED);
        } else if (state.depth(cpu) == 1) {
            state.flag(cpu, INTERRUPTS_ON, on);
        } else {
            long handler = state.frame(cpu, 1, KIND) & ~INTERRUPTS_WERE_ON;
            state.frame(cpu, 1, KIND, on ? handler | INTERRUPTS_WERE_ON : handler);
        }
    }

    private void receive(int cpu, DeliveryMode mode, int vector) {
        boolean taken = state.is(cpu, ANSWERS) && (mode != DeliveryMode.FIXED || rules.target.hasRoomFor(vector, cpu));
        if (taken) {
            rules.target.accept(cpu, mode.code() << 8 | vector, mode);
        }
    }

    private boolean onItsState(PrimitiveChange change, int cpu) {
        if (change instanceof PrimitiveChange.EnterSmm) {
            rules.target.enterSmm(cpu);
        } else if (change instanceof PrimitiveChange.LeaveSmm) {
            rules.target.leaveSmm(cpu);
        } else if (change instanceof PrimitiveChange.EnterVmxRoot) {
            state.flag(cpu, VMX_ROOT, true);
        } else if (change instanceof PrimitiveChange.LeaveVmxRoot) {
            rules.target.leaveVmxRoot(cpu);
        } else if (change instanceof PrimitiveChange.Shutdown) {
            rules.target.shutDown(cpu);
        } else if (change instanceof PrimitiveChange.Reset) {
            rules.target.reset(cpu);
        } else if (change instanceof PrimitiveChange.ClearMachineCheckEnable) {
            state.flag(cpu, MACHINE_CHECKS_OFF, true);
        } else if (change instanceof PrimitiveChange.RaiseMachineCheck) {
            if (state.is(cpu, MACHINE_CHECKS_OFF)) {
                rules.target.shutDown(cpu);
                state.global(ENDED, 1L + CpuScript.End.RESET.ordinal());
            }
        } else {
            return false;
        }
        return true;
    }

    // --- delivery status
    // -----------------------------------------------------------------------------------------------

    /** A CPU that polls is told if what it waits for has come about. */
    private boolean onDeliveryStatus(PrimitiveChange change, int cpu) {
        if (!changesStatus(change)) {
            return false;
        }
        // First of all: what was polled up to now may have shown that a command is under way.
        effects.statusChanging(cpu);
        boolean wasBusy = rules.busy(cpu);
        boolean wasReading = rules.busy(cpu, WaitSite.REMOTE_READ_DONE);
        if (change instanceof PrimitiveChange.WedgeSender) {
            state.flag(cpu, WEDGED, true);
        } else if (change instanceof PrimitiveChange.UnwedgeSender) {
            state.flag(cpu, WEDGED, false);
        } else if (change instanceof PrimitiveChange.LeaveCommandPending) {
            leaveCommandPending(cpu);
        } else if (change instanceof PrimitiveChange.SendIpi send) {
            send(cpu, send.destination(), send.low());
        } else if (change instanceof PrimitiveChange.TurnApicOff) {
            rules.writeBase(cpu, rules.apic.base(cpu) & ~MODE_BITS);
        } else if (change instanceof PrimitiveChange.SetApicMode set) {
            bringInto(cpu, set.mode());
        }
        if (wasBusy && !rules.busy(cpu)) {
            effects.event(EventKind.STATUS_IDLE, cpu, 0, 0);
            effects.statusIdle(cpu);
        } else if (wasReading && !rules.busy(cpu, WaitSite.REMOTE_READ_DONE)) {
            effects.statusIdle(cpu);
        }
        return true;
    }

    private static boolean changesStatus(PrimitiveChange change) {
        return change instanceof PrimitiveChange.WedgeSender
                || change instanceof PrimitiveChange.UnwedgeSender
                || change instanceof PrimitiveChange.LeaveCommandPending
                || change instanceof PrimitiveChange.SendIpi
                || change instanceof PrimitiveChange.TurnApicOff
                || change instanceof PrimitiveChange.SetApicMode;
    }

    private void leaveCommandPending(int cpu) {
        if (!rules.apic.isX2apic(cpu) && state.get(cpu, ICR_MESSAGE) == 0) {
            int slot = state.allocate();
            state.message(slot, STATUS, HELD);
            state.message(slot, SENDER, cpu);
            state.set(cpu, ICR_MESSAGE, slot + 1L);
        }
    }

    private void send(int cpu, int destination, int low) {
        if (!rules.executes(cpu) || rules.op(cpu).kind() == OpKind.HALT) {
            return;
        }
        int icr = ApicRegister.ICR.offset();
        if (rules.apic.isX2apic(cpu)) {
            rules.write(cpu, icr, (long) destination << 32 | Integer.toUnsignedLong(low), true);
        } else {
            rules.write(cpu, ApicRegister.ICR2.offset(), (destination & 0xFFL) << 24, false);
            rules.write(cpu, icr, Integer.toUnsignedLong(low), false);
        }
    }

    /** From x2APIC mode to xAPIC mode the way leads by "off", from "off" to x2APIC mode by xAPIC mode (SDM 10.12.5). */
    private void bringInto(int cpu, ApicMode mode) {
        boolean wanted = mode == ApicMode.X2APIC;
        if (wanted && model.spec.generation() != ApicGeneration.X2APIC) {
            return;
        }
        long off = rules.apic.base(cpu) & ~MODE_BITS;
        if (rules.apic.isX2apic(cpu) && !wanted) {
            rules.writeBase(cpu, off);
        }
        if (!rules.apic.isOn(cpu)) {
            rules.writeBase(cpu, off | ApicBits.BASE_ENABLE);
        }
        if (wanted) {
            rules.writeBase(cpu, off | MODE_BITS);
        }
    }

    // --- the local APIC
    // ------------------------------------------------------------------------------------------------

    private boolean onTheApic(PrimitiveChange change, int cpu) {
        if (change instanceof PrimitiveChange.CompletePendingCommand) {
            int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
            if (slot >= 0 && state.message(slot, STATUS) == HELD) {
                rules.settle(slot);
            }
        } else if (change instanceof PrimitiveChange.RemoveApic) {
            state.flag(cpu, ANSWERS, false);
        } else if (change instanceof PrimitiveChange.RestoreApic) {
            state.flag(cpu, ANSWERS, rules.apic.isOn(cpu));
        } else if (change instanceof PrimitiveChange.WriteRegister write) {
            if (rules.apic.takesWrite(cpu, write.register().offset(), write.value())) {
                long value = Integer.toUnsignedLong(write.value());
                rules.write(cpu, write.register().offset(), value, rules.apic.isX2apic(cpu));
            }
        } else if (change instanceof PrimitiveChange.LeaveInterrupt left) {
            state.bit(cpu, IRR, left.vector(), left.requested() || state.bit(cpu, IRR, left.vector()));
            state.bit(cpu, ISR, left.vector(), left.inService() || state.bit(cpu, ISR, left.vector()));
            rules.apic.request(cpu);
        } else if (change instanceof PrimitiveChange.NoteErrors errors) {
            rules.apic.latchError(cpu, errors.bits());
        } else if (change instanceof PrimitiveChange.RetireIcrWritesEarly) {
            state.flag(cpu, RETIRES_EARLY, true);
        } else {
            return false;
        }
        return true;
    }

    private boolean onTheHypervisor(PrimitiveChange change, int cpu) {
        if (change instanceof PrimitiveChange.MissWakeUps) {
            state.flag(cpu, MISSES_WAKE_UPS, true);
        } else if (change instanceof PrimitiveChange.Kick) {
            state.flag(cpu, MISSES_WAKE_UPS, false);
        } else if (change instanceof PrimitiveChange.Deschedule) {
            state.flag(cpu, DESCHEDULED, true);
        } else if (change instanceof PrimitiveChange.Reschedule) {
            state.flag(cpu, DESCHEDULED, false);
        } else {
            return false;
        }
        return true;
    }

    // --- the I/O APIC
    // --------------------------------------------------------------------------------------------------

    private boolean onTheIoApic(PrimitiveChange change, int cpu) {
        if (change instanceof PrimitiveChange.RouteLine route) {
            state.set(cpu, LINE_VECTOR, route.vector());
            state.flag(cpu, LINE_MASKED | REMOTE_IRR, false);
            state.flag(cpu, LINE_LEVEL, route.level());
        } else if (change instanceof PrimitiveChange.AssertLine) {
            assertLine(cpu);
        } else if (change instanceof PrimitiveChange.LoseEoiMessages) {
            state.flag(cpu, LOSES_EOI, true);
        } else if (change instanceof PrimitiveChange.HangOnInterruptWhileDisabled) {
            state.flag(cpu, HANGS_WHILE_DISABLED, true);
        } else if (change instanceof PrimitiveChange.HoldIoApicLock) {
            state.global(LOCK_HOLDER, cpu + 1L);
        } else if (change instanceof PrimitiveChange.ReleaseIoApicLock) {
            releaseLock(cpu);
        } else {
            return false;
        }
        return true;
    }

    /**
     * On the 3-wire bus the entry waits for the end only of what was accepted; on later buses an interrupt gets no answer but the
     * EOI, so it waits for the end of what it has sent (apic-facts 2.4, I-6).
     */
    private void assertLine(int cpu) {
        int vector = (int) state.get(cpu, LINE_VECTOR);
        boolean level = state.is(cpu, LINE_LEVEL);
        if (vector == 0 || state.is(cpu, LINE_MASKED) || (level && state.is(cpu, REMOTE_IRR))) {
            return;
        }
        boolean enabled = rules.apic.isOn(cpu) && rules.apic.isEnabled(cpu);
        if (!enabled && state.is(cpu, HANGS_WHILE_DISABLED)) {
            state.flag(cpu, HANGING, true);
            effects.event(EventKind.HANGS, cpu, vector, 0);
            return;
        }
        boolean accepted = state.is(cpu, ANSWERS)
                && (enabled || model.keepsFixedWhileDisabled)
                && rules.target.hasRoomFor(vector, cpu);
        if (accepted) {
            rules.apic.requestVector(cpu, vector, level);
        }
        state.flag(cpu, REMOTE_IRR, level && (accepted || !rules.onBus()));
    }

    /** A CPU in a handler, or one that has stopped, does not come to the end of what it was doing. */
    private void releaseLock(int cpu) {
        boolean goesOn =
                rules.executes(cpu) && state.depth(cpu) == 1 && rules.op(cpu).kind() != OpKind.HALT;
        if (goesOn && state.global(LOCK_HOLDER) == cpu + 1L) {
            state.global(LOCK_HOLDER, 0);
            for (int each = 0; each < model.cpus; each++) {
                effects.cpuChanged(each);
            }
        }
    }

    // --- the 3-wire bus
    // ------------------------------------------------------------------------------------------------

    private void onTheBus(PrimitiveChange change, int cpu) {
        if (change instanceof PrimitiveChange.CorruptMessages corrupt) {
            effects.busChanging();
            state.set(cpu, CORRUPTED_MESSAGES, corrupt.messages());
        } else if (change instanceof PrimitiveChange.LoadBus load) {
            rules.bus.load(cpu, load.message(), load.pausePs());
        } else if (change instanceof PrimitiveChange.UnloadBus) {
            rules.bus.unload(cpu);
        } else if (change instanceof PrimitiveChange.RepeatToAll) {
            effects.busChanging();
            state.flag(cpu, REPEATS_TO_ALL, true);
        }
    }
}
