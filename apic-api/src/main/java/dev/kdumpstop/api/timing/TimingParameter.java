package dev.kdumpstop.api.timing;

import org.apiguardian.api.API;

/**
 * What the machine asks a timing profile for. Every value is a duration in picoseconds.
 *
 * <pre>{@code
 * TimingParameter.NMI_ENTRY.id(); // nmi-entry
 * TimingParameter.NMI_ENTRY.words(); // entry into the NMI handler
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum TimingParameter {
    /** Reading a local APIC register, ICR polls included. */
    REGISTER_READ("register-read", "one read of a local APIC register"),
    /** Writing a local APIC register other than the ICR word that sends. */
    REGISTER_WRITE("register-write", "one write of a local APIC register that does not send"),
    /** Writing the ICR word that sends, or a register outside the APIC that sends. */
    ICR_WRITE("icr-write", "the write that sends"),
    /** Fixed, NMI, INIT, SMI, start-up message from the write to acceptance. */
    SHORT_MESSAGE("short-message", "a fixed, NMI, SMI, INIT or start-up message"),
    /** Lowest-priority message from the write to acceptance. */
    LOWEST_PRIORITY_MESSAGE("lowest-priority-message", "a lowest-priority message"),
    /** Remote-read message and answer. */
    REMOTE_READ_MESSAGE("remote-read-message", "a remote read and its answer"),
    /** Pause before a refused message is tried again, on top of the message itself. */
    RETRY_BACKOFF("retry-backoff", "pause before a refused message is sent again"),
    /** From acceptance to the first instruction of the handler of a maskable interrupt. */
    INTERRUPT_ENTRY("interrupt-entry", "entry into the handler of a maskable interrupt"),
    /** From acceptance to the first instruction of the NMI handler. */
    NMI_ENTRY("nmi-entry", "entry into the NMI handler"),
    /** IRET, RSM. */
    INTERRUPT_RETURN("interrupt-return", "return from a handler"),
    /** Saving one CPU's registers into its note. */
    SAVE_REGISTERS("save-registers", "saving one CPU's registers into its note"),
    /** One tick of the local APIC's timer before its divider, and of the TSC that deadlines are given in. */
    APIC_TIMER_TICK("apic-timer-tick", "one tick of the local APIC's timer before its divider");

    private final String id;
    private final String words;

    TimingParameter(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** The name users type. */
    public String id() {
        return id;
    }

    /** What it is the duration of. */
    public String words() {
        return words;
    }
}
