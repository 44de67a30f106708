package dev.kdumpstop.core.machine;

/** What a time-line records. The meaning of {@code a} and {@code b} of each entry is given here. */
public enum EventKind {
    /**
     * A command was written. By the ICR: a = the ICR as 64 bits with the destination in 63:32, b = 0. By a register or port
     * outside the local APIC: a = mode &lt;&lt; 8 | vector, b = 1 + the CPU it goes to, or -1 if it goes to several.
     */
    SENT,
    /** A command was written that the part does not send: an invalid or ignored form; a = the ICR as 64 bits. */
    NOT_SENT,
    /** A write of ICR-low was dropped because the ICR was busy or wedged; a = the word written. */
    WRITE_DROPPED,
    /** A command was lost because another was written over it; a = the old word. */
    COMMAND_LOST,
    /** A message on its way to this CPU was lost because its sender wrote another command over it; a = sender. */
    OVERWRITTEN,
    /** This CPU accepted a message; a = sender, b = mode &lt;&lt; 8 | vector. */
    ACCEPTED,
    /** This CPU refused a message; a = sender, b = mode &lt;&lt; 8 | vector. */
    REFUSED,
    /** Nobody answered this CPU's message; a = the ICR as 64 bits. */
    UNANSWERED,
    /** Delivery status of this CPU's ICR went to idle. */
    STATUS_IDLE,
    /** The NMI handler was entered. */
    NMI_ENTRY,
    /** The handler of a vector was entered; a = vector, b = 1 if it is the spurious one. */
    INTERRUPT_ENTRY,
    /** A handler returned. */
    RETURN,
    /** A register was read; a = offset, b = value. */
    REGISTER_READ,
    /** A register was written; a = offset, b = value. */
    REGISTER_WRITE,
    /** The ICR was polled; a = value read last, b = number of polls since the last entry of this kind. */
    ICR_POLL,
    /** A wait site was reached; a = 0. */
    WAIT_BEGIN,
    /** A wait ended with the bit clear. */
    WAIT_DONE,
    /** A wait ended by its limit. */
    WAIT_TIMED_OUT,
    /** Registers saved. */
    REGISTERS_SAVED,
    /** The CPU answered. */
    ACKNOWLEDGED,
    /** The wait for the others' answers began. */
    AWAIT_BEGIN,
    /** The wait for the others' answers ended; a = 1 if all had answered. */
    AWAIT_END,
    /** An INIT took effect: the CPU waits for its start-up message. */
    INIT_RECEIVED,
    /** A start-up message took effect; a = its vector, the page of the first instruction. */
    STARTED,
    /** An access of a register that does not exist in this mode raised #GP; a = offset or MSR, b = value written. */
    GENERAL_PROTECTION,
    /** IA32_APIC_BASE was written; a = value. */
    APIC_BASE_WRITE,
    /** The local APIC noted an error; a = the ESR bit. */
    ERROR_LATCHED,
    /** The end of a level interrupt was broadcast to the I/O APICs; a = vector. */
    EOI_BROADCAST,
    /** The local APIC's timer expired. */
    TIMER_EXPIRED,
    /** The CPU halted for ever. */
    HALTED,
    /** The I/O APIC was cleared. */
    IO_APIC_CLEARED,
    /** A change from outside took effect; a = its index in the schedule. */
    OUTSIDE,
    /** The run ended; a = ordinal of {@link CpuScript.End}. */
    ENDED
}
