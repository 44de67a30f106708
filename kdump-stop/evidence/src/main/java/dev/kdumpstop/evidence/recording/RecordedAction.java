package dev.kdumpstop.evidence.recording;

/** What happened in one recorded event. */
public sealed interface RecordedAction {

    /**
     * Whether the APICs themselves show this. False for what only an observer of the kernel's code can know (function
     * names, where the program counter is): a judgement from the events alone must not use those.
     */
    default boolean isEvidence() {
        return true;
    }

    /** A CPU's access to a register of its own local APIC. */
    sealed interface RegisterAccess extends RecordedAction {
        /** Byte offset of the register in the xAPIC page, a multiple of 16 below 0x1000; for MSRs as well. */
        int offset();

        /** The value read or written: 32 bits, or up to 64 (unsigned) for the ICR of x2APIC. */
        long value();

        /** How the register was reached. */
        AccessPath path();

        /** The number of the register's MSR in x2APIC mode: 0x800 + offset / 16 (SDM vol. 3, "x2APIC register address space"). */
        default int msr() {
            return 0x800 + (offset() >> 4);
        }
    }

    /** A read of a local-APIC register. */
    record RegisterRead(int offset, long value, AccessPath path) implements RegisterAccess {}

    /** A write of a local-APIC register. */
    record RegisterWrite(int offset, long value, AccessPath path) implements RegisterAccess {}

    /** The CPU entered its NMI handler. */
    record NmiTaken() implements RecordedAction {}

    /** The CPU entered the handler of this vector; recorded for the vectors that stop CPUs only. */
    record FixedVectorTaken(int vector) implements RecordedAction {}

    /**
     * An interrupt sent by a device or an I/O APIC, not by an ICR. {@code destination} is an APIC id or a logical mask;
     * {@code deliveryMode} is the three-bit number of the ICR's delivery mode field (0 fixed, 1 lowest priority, 4 NMI …).
     */
    record DeviceInterrupt(int destination, boolean logical, int deliveryMode, int vector, boolean levelTriggered)
            implements RecordedAction {}

    /** A local source fired. The recording does not say on which CPU. {@code deliveryMode} as in {@link DeviceInterrupt}. */
    record LocalSourceFired(LocalSource source, int deliveryMode) implements RecordedAction {}

    /** A write of an I/O APIC register, by its index (0x10 and up: redirection entries, low and high word in turn). */
    record IoApicWrite(int register, long value) implements RecordedAction {}

    /** A write of a port of the 8259 interrupt controllers. */
    record PicWrite(int port, int value) implements RecordedAction {}

    /** A write into the APIC window outside of the register page: a message-signalled interrupt. */
    record MsiWrite(long address, long value) implements RecordedAction {}

    /** A write of IA32_APIC_BASE. */
    record ApicBaseWrite(long value) implements RecordedAction {}

    /** The program counter reached a place that the recorder had marked. */
    record Mark(String what, long programCounter) implements RecordedAction {
        @Override
        public boolean isEvidence() {
            return false;
        }
    }

    /** The CPU entered this function of the kernel. */
    record FunctionEntered(String function) implements RecordedAction {
        @Override
        public boolean isEvidence() {
            return false;
        }
    }
}
