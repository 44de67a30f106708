package dev.kdumpstop.api.fault;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.unit.Picoseconds;
import org.apiguardian.api.API;

/**
 * One change of the machine's state that comes from outside the programs that run on it. The machine has one rule for
 * each; a fault is nothing but a schedule of them. {@code cpu} is always the kernel's CPU number.
 *
 * <pre>{@code
 * PrimitiveChange change = new PrimitiveChange.EnterNmiHandler(3);
 * change.cpu(); // 3
 * ScheduledChange.beforeTheCrash(change); // EnterNmiHandler[cpu=3] before the crash
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface PrimitiveChange {

    /** The CPU concerned. */
    int cpu();

    /** The CPU is from now on inside an NMI handler that does not return by itself. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnterNmiHandler(int cpu) implements PrimitiveChange {}

    /** The NMI handler of {@link EnterNmiHandler} executes IRET. Nothing happens if the CPU is not in one. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LeaveNmiHandler(int cpu) implements PrimitiveChange {}

    /** An NMI from outside arrives: watchdog, button, chipset. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RaiseNmi(int cpu) implements PrimitiveChange {}

    /** The CPU's own local APIC stops finishing sends: delivery status reads 1. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record WedgeSender(int cpu) implements PrimitiveChange {}

    /** Undoes {@link WedgeSender}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record UnwedgeSender(int cpu) implements PrimitiveChange {}

    /** The CPU has a command outstanding that no one accepts: delivery status is 1. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LeaveCommandPending(int cpu) implements PrimitiveChange {}

    /** The command of {@link LeaveCommandPending} is accepted at last, if the ICR still holds it. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record CompletePendingCommand(int cpu) implements PrimitiveChange {}

    /** The CPU's local APIC no longer answers: removed, powered off or globally disabled. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RemoveApic(int cpu) implements PrimitiveChange {}

    /** Undoes {@link RemoveApic}; an APIC that software has turned off meanwhile stays silent. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RestoreApic(int cpu) implements PrimitiveChange {}

    /** The CPU runs with maskable interrupts off and does not turn them on by itself. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record DisableInterrupts(int cpu) implements PrimitiveChange {}

    /** Undoes {@link DisableInterrupts}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnableInterrupts(int cpu) implements PrimitiveChange {}

    /**
     * An SMI takes the CPU to system management mode. Nothing happens if it is there already, or where it takes no SMI: before
     * its start-up message, shut down in an NMI handler, shut down at all on parts with a 3-wire bus (SDM 26.6.2, 34.3).
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnterSmm(int cpu) implements PrimitiveChange {}

    /**
     * RSM: system management mode ends, however it began; what was held is taken now, an SMI before an INIT. Nothing happens if
     * the CPU has shut down there.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LeaveSmm(int cpu) implements PrimitiveChange {}

    /** VMXON: the CPU is in VMX root operation, which holds INIT (SDM 26.6.2). */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnterVmxRoot(int cpu) implements PrimitiveChange {}

    /** VMXOFF: undoes {@link EnterVmxRoot}; an INIT that was held is taken now. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LeaveVmxRoot(int cpu) implements PrimitiveChange {}

    /**
     * Hardware RESET: registers, APIC id, mode and everything latched are as at power-up, and the CPU waits for its start-up
     * message. Of the boot CPU: the machine starts over, which ends the run (SDM 10.4.7.1, 10.12.5.1).
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Reset(int cpu) implements PrimitiveChange {}

    /** Triple fault: the CPU shuts down. Inside an NMI handler or in SMM only a reset brings it back (SDM 6.15, 26.6.2). */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Shutdown(int cpu) implements PrimitiveChange {}

    /** The kernel took the CPU off line before the crash: parked, not in the online map, still takes NMIs. Before the crash only. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record TakeOffline(int cpu) implements PrimitiveChange {}

    /** Messages of this CPU take so much longer to be accepted. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SlowDispatch(int cpu, long extraPs) implements PrimitiveChange {}

    /**
     * From now on the next so many messages of this CPU's local APIC on the 3-wire APIC bus have a checksum error; what the
     * hardware sends again counts again. Takes the place of an earlier one; nothing happens on other interconnects.
     *
     * @param messages how many; 0 = no more, {@link #FOR_EVER} = all
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record CorruptMessages(int cpu, long messages) implements PrimitiveChange {
        /** All messages there will ever be. */
        public static final long FOR_EVER = Long.MAX_VALUE;

        /** @throws IllegalArgumentException if negative */
        public CorruptMessages {
            if (messages < 0) {
                throw new IllegalArgumentException(messages + " messages cannot be corrupted");
            }
        }
    }

    /**
     * Traffic on the 3-wire APIC bus that has nothing to do with the stop: from now on this CPU's local APIC sends one such
     * message after the other, with a pause between the end of one and the next; it takes part in the arbitration like any
     * other, and nobody here is addressed. Takes the place of an earlier one of the same CPU; nothing happens on other
     * interconnects.
     *
     * @param message what is sent
     * @param pausePs from the end of a message until the next wants the bus; 0 = at once, so that there is always one waiting
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LoadBus(int cpu, BusMessage message, long pausePs) implements PrimitiveChange {
        /** 10 hours. */
        public static final long LONGEST_PAUSE_PS = 36_000 * Picoseconds.SECOND;

        /** @throws IllegalArgumentException if the pause is negative or longer than {@link #LONGEST_PAUSE_PS} */
        public LoadBus {
            if (pausePs < 0 || pausePs > LONGEST_PAUSE_PS) {
                throw new IllegalArgumentException(
                        "a pause of " + pausePs + " ps is not between 0 and " + Picoseconds.format(LONGEST_PAUSE_PS));
            }
        }
    }

    /** Ends {@link LoadBus}; a message that has the bus keeps it to its end. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record UnloadBus(int cpu) implements PrimitiveChange {}

    /**
     * The crash interrupts this CPU's own send after some of its writes. Before the crash, on the crashing CPU only: the
     * crash path then runs in an NMI on top of the interrupted frame.
     *
     * @param writesDone how many writes of the first send were made
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record InterruptSend(int cpu, Targets targets, IpiVector vector, int writesDone) implements PrimitiveChange {}

    /**
     * Software on this CPU that is not followed here (a driver, firmware, another kernel) gives one command: it writes the
     * destination and the word, in the way of the APIC's mode, without waiting for delivery status. It writes over what stands
     * in ICR-high, as an NMI handler does that sends. Nothing happens if the CPU executes nothing. Before the crash means: as
     * the crash path begins.
     *
     * <pre>{@code
     * new PrimitiveChange.SendIpi(2, 3, Icr.NMI); // SendIpi[cpu=2, destination=3, low=1024]
     * }</pre>
     *
     * @param destination APIC id or logical destination, 8 bits in xAPIC mode, 32 in x2APIC mode
     * @param low bits 31:0 of the ICR, reserved ones too
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SendIpi(int cpu, int destination, int low) implements PrimitiveChange {}

    /**
     * A message of nobody here (chipset, I/O APIC, firmware on another node) reaches the CPU's local APIC. Nobody sends again
     * what it refuses.
     *
     * <pre>{@code
     * new PrimitiveChange.ReceiveMessage(3, DeliveryMode.STARTUP, 0x9F).vector(); // 159
     * }</pre>
     *
     * @param mode fixed, SMI, NMI, INIT or start-up
     * @param vector of fixed and start-up messages, 0 to 255
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record ReceiveMessage(int cpu, DeliveryMode mode, int vector) implements PrimitiveChange {
        /** @throws IllegalArgumentException if no such message reaches one APIC, or the vector does not fit in 8 bits */
        public ReceiveMessage {
            boolean one = switch (mode) {
                case FIXED, SMI, NMI, INIT, STARTUP -> true;
                case LOWEST_PRIORITY, REMOTE_READ, RESERVED_EXTINT -> false;
            };
            if (!one || (vector & ~0xFF) != 0) {
                throw new IllegalArgumentException(
                        "a message '" + mode.words() + "' with vector " + vector + " does not reach one local APIC");
            }
        }
    }

    /**
     * Software on this CPU that is not followed here writes one register of its local APIC, in the way of the APIC's mode; not
     * the ICR, see {@link SendIpi}. Nothing happens where the register is not there or cannot be written.
     *
     * <pre>{@code
     * // CPU 3 takes the id of CPU 2.
     * new PrimitiveChange.WriteRegister(3, ApicRegister.ID, 2 << 24);
     * }</pre>
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record WriteRegister(int cpu, ApicRegister register, int value) implements PrimitiveChange {
        /** @throws IllegalArgumentException if the register sends */
        public WriteRegister {
            if (register == ApicRegister.ICR || register == ApicRegister.SELF_IPI) {
                throw new IllegalArgumentException("writing " + register + " sends; use SendIpi");
            }
        }
    }

    /** IA32_APIC_BASE turns the CPU's local APIC off: globally disabled (SDM 10.4.3). */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record TurnApicOff(int cpu) implements PrimitiveChange {}

    /**
     * IA32_APIC_BASE brings the CPU's local APIC into this mode, by way of "off" where there is no other (SDM 10.12.5). Nothing
     * happens on parts that do not know the mode, or that only a reset turns on again.
     *
     * <pre>{@code
     * new PrimitiveChange.SetApicMode(0, ApicMode.XAPIC); // SetApicMode[cpu=0, mode=XAPIC]
     * }</pre>
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SetApicMode(int cpu, ApicMode mode) implements PrimitiveChange {}

    /**
     * An interrupt is left over in the CPU's local APIC: requested, in service, or both.
     *
     * <pre>{@code
     * new PrimitiveChange.LeaveInterrupt(1, 0xF8, true, true).vector(); // 248
     * }</pre>
     *
     * @param vector 16 to 255
     * @param requested whether its bit is set in the IRR
     * @param inService whether its bit is set in the ISR
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LeaveInterrupt(int cpu, int vector, boolean requested, boolean inService) implements PrimitiveChange {
        /** @throws IllegalArgumentException if no APIC can have such a bit */
        public LeaveInterrupt {
            if (vector < 16 || vector > 255) {
                throw new IllegalArgumentException("vector " + vector + " is not in 16..255");
            }
        }
    }

    /**
     * The CPU's local APIC notes errors although nothing was wrong.
     *
     * <pre>{@code
     * new PrimitiveChange.NoteErrors(3, ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR); // NoteErrors[cpu=3, bits=64]
     * }</pre>
     *
     * @param bits of the ESR
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record NoteErrors(int cpu, int bits) implements PrimitiveChange {}

    /**
     * The CPU is a virtual one that has halted, and its hypervisor overlooks that it has maskable interrupts to take: they stay in
     * the IRR until it is kicked, by {@link Kick}, an NMI, an SMI or an INIT.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record MissWakeUps(int cpu) implements PrimitiveChange {}

    /** The hypervisor enters the virtual CPU again for some other reason: undoes {@link MissWakeUps}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Kick(int cpu) implements PrimitiveChange {}

    /** The virtual CPU gets no CPU time: it executes nothing and takes nothing; its local APIC accepts and latches. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Deschedule(int cpu) implements PrimitiveChange {}

    /** Undoes {@link Deschedule}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Reschedule(int cpu) implements PrimitiveChange {}

    /** CR4.MCE is cleared: a machine check shuts the CPU down. So it is after RESET and INIT. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record ClearMachineCheckEnable(int cpu) implements PrimitiveChange {}

    /**
     * A machine check, part of a broadcast, reaches the CPU, whatever it waits for. With CR4.MCE clear it shuts down and takes the
     * machine with it, which ends the run; otherwise nothing is followed: the handler is not modelled.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RaiseMachineCheck(int cpu) implements PrimitiveChange {}

    /**
     * From now on a write of ICR-low by this CPU retires before it takes effect: the CPU's next read of its local APIC still finds
     * delivery status as it was, and only the one after it sees the command (erratum Z47 of the Mobile Pentium 4).
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RetireIcrWritesEarly(int cpu) implements PrimitiveChange {}

    /** Messages that name this CPU take so much longer to be accepted; nothing changes on the 3-wire bus. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SlowAcceptance(int cpu, long extraPs) implements PrimitiveChange {}

    /**
     * From now on a message of this CPU that some of those addressed refuse on the 3-wire APIC bus goes to all of them again: who
     * has accepted it takes it once more (apic-facts 6 PARTIAL_BROADCAST, an inference). Without it only those that refused are
     * asked again.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RepeatToAll(int cpu) implements PrimitiveChange {}

    /**
     * The I/O APIC has an entry that sends this vector to this CPU; not masked. There is one such entry for each CPU at most: this
     * one takes the place of an earlier one.
     *
     * <pre>{@code
     * new PrimitiveChange.RouteLine(0, 0x31, true); // RouteLine[cpu=0, vector=49, level=true]
     * }</pre>
     *
     * @param vector 16 to 255
     * @param level whether the line is level-triggered, so that the entry waits for the end of the interrupt
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RouteLine(int cpu, int vector, boolean level) implements PrimitiveChange {
        /** @throws IllegalArgumentException if no local APIC accepts the vector */
        public RouteLine {
            if (vector < 16 || vector > 255) {
                throw new IllegalArgumentException("vector " + vector + " is not in 16..255");
            }
        }
    }

    /**
     * A device asserts the line of {@link RouteLine}. Nothing comes of it if the entry is masked, or is level-triggered and still
     * waits for the end of an earlier interrupt: remote IRR is 1.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record AssertLine(int cpu) implements PrimitiveChange {}

    /** From now on an EOI of this CPU is not told to the I/O APICs. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LoseEoiMessages(int cpu) implements PrimitiveChange {}

    /**
     * From now on an interrupt that the I/O APIC sends to this CPU while its local APIC is disabled is neither delivered nor
     * dropped: the CPU hangs, and only a reset helps (erratum AVR31 of the Atom C2000).
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record HangOnInterruptWhileDisabled(int cpu) implements PrimitiveChange {}

    /** The CPU holds the lock that the kernel takes before it touches the I/O APIC. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record HoldIoApicLock(int cpu) implements PrimitiveChange {}

    /** The CPU comes to the end of what it held the lock for; not if it has been stopped, or is kept from going on. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record ReleaseIoApicLock(int cpu) implements PrimitiveChange {}
}
