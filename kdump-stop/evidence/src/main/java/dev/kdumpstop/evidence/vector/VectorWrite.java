package dev.kdumpstop.evidence.vector;

/** One step of a vector. CPUs are named by their APIC id. */
public sealed interface VectorWrite {
    /** Whether the next step comes before the machine has settled. */
    boolean backToBack();

    /**
     * A write of the ICR: 310H and 300H, or MSR 830H.
     *
     * @param high destination: bits 31:24 of it in xAPIC mode, all in x2APIC mode
     */
    record Icr(int sender, int high, int low, boolean backToBack) implements VectorWrite {}

    /** A register write at an xAPIC offset; in x2APIC mode of MSR 800H + offset / 16. */
    record RegisterWrite(int sender, int offset, int value, boolean backToBack) implements VectorWrite {}

    /** A register read. */
    record RegisterRead(int sender, int offset, boolean backToBack) implements VectorWrite {}

    /** 0 is written to the ESR, which is then read. */
    record EsrRead(int sender, boolean backToBack) implements VectorWrite {}

    /** The CPU leaves its NMI handler; from then on it runs with interrupts disabled. */
    record ReleaseNmi(int cpu, boolean backToBack) implements VectorWrite {}

    /** Nothing; time passes. */
    record Settle(boolean backToBack) implements VectorWrite {}
}
