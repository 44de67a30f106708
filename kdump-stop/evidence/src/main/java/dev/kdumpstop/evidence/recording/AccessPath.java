package dev.kdumpstop.evidence.recording;

/** The way in which a CPU reached a register of its local APIC. */
public enum AccessPath {
    /** A load or store in the register page (xAPIC mode). */
    MMIO,

    /** {@code RDMSR} or {@code WRMSR} (x2APIC mode). */
    MSR,

    /** The recording does not say: QEMU 10 logs both in the same words. */
    UNKNOWN
}
