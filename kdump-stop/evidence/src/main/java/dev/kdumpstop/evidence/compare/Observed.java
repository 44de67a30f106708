package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.evidence.recording.AccessPath;
import org.jspecify.annotations.Nullable;

/**
 * One recorded thing that can be evidence.
 *
 * @param line its line in the file
 * @param order its place among all events
 * @param act what
 * @param offset the register, for accesses
 * @param value the value; the vector, for vectors
 * @param path how the register was reached
 * @param skip whether and where it may be left out of account
 * @param readBack for a read of the ICR: the word this CPU wrote last, or -1 if it is not known
 * @param ioApic for the I/O APIC: the writes
 */
record Observed(
        int line,
        int order,
        Act act,
        int offset,
        long value,
        AccessPath path,
        Skip skip,
        long readBack,
        @Nullable IoApicRun ioApic) {
    /** ICR bit 12. */
    static final long BUSY = 0x1000;

    private static final long MASKED = 0x1_0000;

    /** Rules of noise. */
    enum Skip {
        /** Evidence: it must be explained. */
        NEVER,
        /** Ordinary work, which goes on until the stop reaches the CPU and not afterwards. */
        BEFORE_THE_STOP,
        /** A poll that found the ICR busy and was repeated: how often is hardware's business. */
        ANYWHERE
    }

    boolean isAccess(Act wanted, int wantedOffset) {
        return act == wanted && offset == wantedOffset;
    }

    /** The error entry is masked with its vector still in it: how Linux begins to turn an APIC off, and nothing else. */
    boolean isShutDown() {
        return isAccess(Act.WRITE, 0x370) && (value & MASKED) != 0 && value != MASKED;
    }

    boolean isWide() {
        return path == AccessPath.MSR && offset == 0x300;
    }

    Observed with(Skip value) {
        return new Observed(line, order, act, offset, this.value, path, value, readBack, ioApic);
    }

    @Override
    public String toString() {
        return Words.access(act, offset, value, isWide());
    }
}
