package dev.kdumpstop.evidence.vector;

import java.util.Locale;

/** What a CPU does before the writes of a vector. */
public enum CpuState {
    /** Runs with interrupts enabled. */
    RUN("runs"),
    /** Halted with interrupts enabled. */
    HLT("halted"),
    /** Runs with interrupts disabled. */
    CLI("runs, interrupts off"),
    /** Halted with interrupts disabled. */
    CLIHLT("halted, interrupts off"),
    /** Inside the NMI handler. */
    NMI("in its NMI handler"),
    /** Waits for its start-up message; registers as after INIT. */
    WAIT("waits for start-up"),
    /** Runs with interrupts disabled, its APIC untouched since INIT. */
    RAW("runs, APIC as after INIT");

    private final String words;

    CpuState(String words) {
        this.words = words;
    }

    /** In the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** Whether the CPU's APIC is as INIT leaves it, so that a vector gives no registers. */
    public boolean isAsAfterInit() {
        return this == WAIT || this == RAW;
    }
}
