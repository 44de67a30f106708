package dev.kdumpstop.api.fault;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.unit.Picoseconds;
import org.apiguardian.api.API;

/**
 * One change of the machine's state that comes from outside the programs that run on it. The machine has one rule for
 * each; a fault is nothing but a schedule of them. {@code cpu} is always the kernel's CPU number.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface PrimitiveChange {

    /** The CPU concerned. */
    int cpu();

    /** The CPU is from now on inside an NMI handler that does not return by itself. */
    record EnterNmiHandler(int cpu) implements PrimitiveChange {}

    /** The NMI handler of {@link EnterNmiHandler} executes IRET. Nothing happens if the CPU is not in one. */
    record LeaveNmiHandler(int cpu) implements PrimitiveChange {}

    /** An NMI from outside arrives: watchdog, button, chipset. */
    record RaiseNmi(int cpu) implements PrimitiveChange {}

    /** The CPU's own local APIC stops finishing sends: delivery status reads 1. */
    record WedgeSender(int cpu) implements PrimitiveChange {}

    /** Undoes {@link WedgeSender}. */
    record UnwedgeSender(int cpu) implements PrimitiveChange {}

    /** The CPU has a command outstanding that no one accepts: delivery status is 1. */
    record LeaveCommandPending(int cpu) implements PrimitiveChange {}

    /** The command of {@link LeaveCommandPending} is accepted at last, if the ICR still holds it. */
    record CompletePendingCommand(int cpu) implements PrimitiveChange {}

    /** The CPU's local APIC no longer answers: removed, powered off or globally disabled. */
    record RemoveApic(int cpu) implements PrimitiveChange {}

    /** Undoes {@link RemoveApic}. */
    record RestoreApic(int cpu) implements PrimitiveChange {}

    /** The CPU runs with maskable interrupts off and does not turn them on by itself. */
    record DisableInterrupts(int cpu) implements PrimitiveChange {}

    /** Undoes {@link DisableInterrupts}. */
    record EnableInterrupts(int cpu) implements PrimitiveChange {}

    /** System management mode begins. */
    record EnterSmm(int cpu) implements PrimitiveChange {}

    /** RSM: system management mode ends. */
    record LeaveSmm(int cpu) implements PrimitiveChange {}

    /** Triple fault: the CPU shuts down. Inside an NMI handler only a reset brings it back (SDM 26.6.2). */
    record Shutdown(int cpu) implements PrimitiveChange {}

    /** The kernel took the CPU off line before the crash: parked, not in the online map, still takes NMIs. Before the crash only. */
    record TakeOffline(int cpu) implements PrimitiveChange {}

    /** Messages of this CPU take so much longer to be accepted. */
    record SlowDispatch(int cpu, long extraPs) implements PrimitiveChange {}

    /**
     * From now on the next so many messages of this CPU's local APIC on the 3-wire APIC bus have a checksum error; what the
     * hardware sends again counts again. Takes the place of an earlier one; nothing happens on other interconnects.
     *
     * @param messages how many; 0 = no more, {@link #FOR_EVER} = all
     */
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
    record UnloadBus(int cpu) implements PrimitiveChange {}

    /**
     * The crash interrupts this CPU's own send after some of its writes. Before the crash, on the crashing CPU only: the
     * crash path then runs in an NMI on top of the interrupted frame.
     *
     * @param writesDone how many writes of the first send were made
     */
    record InterruptSend(int cpu, Targets targets, IpiVector vector, int writesDone) implements PrimitiveChange {}
}
