package dev.kdumpstop.core.machine;

/**
 * What one run did on one CPU. Times are picoseconds since the crash path began, or {@link #NEVER}.
 *
 * @param halted whether the CPU has halted for ever in a stop handler
 * @param registersSaved whether its registers were saved
 * @param acknowledged whether it answered
 * @param nmiAtPs when it first entered an NMI handler
 * @param vectorAtPs when it first entered the handler of a vector
 * @param savedAtPs when its registers were saved
 * @param acknowledgedAtPs when it answered
 * @param haltedAtPs when it halted for ever
 * @param nmis NMI handlers entered
 * @param sends commands handed to the interconnect
 * @param icrWrites writes that were meant to send, whether or not the APIC took them
 * @param polls reads of the ICR at wait sites
 * @param busyPolls those that found it busy
 * @param timeouts waits that ended by their limit
 * @param waitedPs time spent at wait sites, interruptions included; of a wait that is not over what has passed until the end, or the proof
 * @param retries further tries of this CPU's messages by the interconnect
 * @param accepted messages this CPU accepted
 * @param refused messages this CPU refused at first
 * @param overwritten messages to this CPU that were lost because their sender wrote another command over them
 * @param flags the CPU's condition at the end; see the methods
 */
public record CpuRecord(
        boolean halted,
        boolean registersSaved,
        boolean acknowledged,
        long nmiAtPs,
        long vectorAtPs,
        long savedAtPs,
        long acknowledgedAtPs,
        long haltedAtPs,
        long nmis,
        long sends,
        long icrWrites,
        long polls,
        long busyPolls,
        long timeouts,
        long waitedPs,
        long retries,
        long accepted,
        long refused,
        long overwritten,
        long flags) {
    /** It did not happen. */
    public static final long NEVER = -1;

    private boolean is(long flag) {
        return (flags & flag) != 0;
    }

    /** Whether it is in an NMI handler at the end. */
    public boolean inNmiHandler() {
        return is(MachineState.IN_NMI);
    }

    /** Whether an NMI is latched at the end. */
    public boolean nmiLatched() {
        return is(MachineState.NMI_LATCHED);
    }

    /** Whether it is in system management mode at the end. */
    public boolean inSmm() {
        return is(MachineState.IN_SMM);
    }

    /** Whether it has shut down. */
    public boolean shutDown() {
        return is(MachineState.SHUT_DOWN);
    }

    /** Whether it waits for its first start-up message. */
    public boolean waitsForStartUp() {
        return is(MachineState.WAIT_FOR_SIPI);
    }

    /** Whether it is a virtual CPU that gets no CPU time at the end. */
    public boolean descheduled() {
        return is(MachineState.DESCHEDULED);
    }

    /** Whether the I/O APIC's entry that is routed to it still waits for the end of its interrupt: the line is dead. */
    public boolean remoteIrr() {
        return is(MachineState.REMOTE_IRR);
    }

    /** Whether its local APIC answers messages. */
    public boolean answers() {
        return is(MachineState.ANSWERS);
    }

    /** Whether maskable interrupts are on at the end. */
    public boolean interruptsOn() {
        return is(MachineState.INTERRUPTS_ON);
    }
}
