package dev.kdumpstop.evidence.compare;

/** Kinds of things a CPU does that a recording can show and a run predicts. */
enum Act {
    /** A register of the own local APIC is read. */
    READ,
    /** A register of the own local APIC is written. */
    WRITE,
    /** The NMI handler is entered. */
    NMI,
    /** The handler of a stop vector is entered. */
    VECTOR,
    /** The I/O APIC is cleared: one block of writes. */
    IO_APIC
}
