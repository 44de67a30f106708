package dev.kdumpstop.evidence.compare;

/**
 * One predicted thing. What a register held before the crash is not the stop's doing, so values are given as {@code (held
 * AND copied) OR fixed}: a first read copies everything, masking an entry copies all bits but one, a constant copies none.
 *
 * @param act what
 * @param offset the register, for accesses
 * @param copied bits that come from what the register held when the crash path began
 * @param fixed bits that are the same whatever it held; the vector, for vectors
 * @param wide whether it is the 64-bit ICR of x2APIC mode
 * @param x2apic whether it is made by MSR
 * @param optional whether a recording may lack it
 */
record Expected(Act act, int offset, long copied, long fixed, boolean wide, boolean x2apic, boolean optional) {
    /** In {@code copied}: which bits are copied was not found out; any value will do. */
    static final long ANY = -1;

    private static final long ALL = 0xFFFF_FFFFL;

    /** A first read: the register still holds what it held before. */
    boolean readsWhatWasHeld() {
        return act == Act.READ && (copied & ALL & ~Observed.BUSY) == (ALL & ~Observed.BUSY);
    }

    /** The same with the copied bits taken from a value. */
    long value(long held) {
        return (held & copied) | fixed;
    }

    String words(long held) {
        return Words.access(act, offset, value(held), wide);
    }

    @Override
    public String toString() {
        if (copied == 0) {
            return words(0);
        } else if (act == Act.READ) {
            return "read  " + Words.register(offset) + " (what it held)";
        }
        return "write " + Words.register(offset) + " = what was read"
                + (fixed == 0 ? "" : " | " + Words.hex(fixed, wide));
    }
}
