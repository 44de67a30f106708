package dev.kdumpstop.api.fault;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
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

    /** Undoes {@link RemoveApic}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record RestoreApic(int cpu) implements PrimitiveChange {}

    /** The CPU runs with maskable interrupts off and does not turn them on by itself. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record DisableInterrupts(int cpu) implements PrimitiveChange {}

    /** Undoes {@link DisableInterrupts}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnableInterrupts(int cpu) implements PrimitiveChange {}

    /** System management mode begins. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnterSmm(int cpu) implements PrimitiveChange {}

    /** RSM: system management mode ends. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record LeaveSmm(int cpu) implements PrimitiveChange {}

    /** Triple fault: the CPU shuts down. Inside an NMI handler only a reset brings it back (SDM 26.6.2). */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Shutdown(int cpu) implements PrimitiveChange {}

    /** The kernel took the CPU off line before the crash: parked, not in the online map, still takes NMIs. Before the crash only. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record TakeOffline(int cpu) implements PrimitiveChange {}

    /** Messages of this CPU take so much longer to be accepted. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SlowDispatch(int cpu, long extraPs) implements PrimitiveChange {}

    /**
     * The crash interrupts this CPU's own send after some of its writes. Before the crash, on the crashing CPU only: the
     * crash path then runs in an NMI on top of the interrupted frame.
     *
     * @param writesDone how many writes of the first send were made
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record InterruptSend(int cpu, Targets targets, IpiVector vector, int writesDone) implements PrimitiveChange {}
}
