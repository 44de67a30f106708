package dev.kdumpstop.core.apic;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.Arrays;

/**
 * The registers of one generation: which slots exist in each mode, what resets leave in them, which bits a write changes.
 *
 * <p>Sources: SDM Table 10-1 (xAPIC), Table 10-6 (x2APIC), 10.4.7.1 (reset values), 10.4.6 (ids), 10.5.1 (LVT), 10.9 (SVR);
 * apic-facts 1.1 to 1.4.
 */
public final class RegisterMap {
    /** Slots of 16 bytes in the page, and MSRs from 800H. */
    private static final int SLOTS = 0x40;

    /** What software may do with a slot. */
    public enum Access {
        /** Nothing: xAPIC records an error, x2APIC raises #GP. */
        NONE,
        /** Read. */
        READ,
        /** Write. */
        WRITE,
        /** Both. */
        BOTH;

        /** Whether a read is meant. */
        public boolean reads() {
            return this == READ || this == BOTH;
        }

        /** Whether a write is meant. */
        public boolean writes() {
            return this == WRITE || this == BOTH;
        }
    }

    /** Local vector table entries, in the order of their offsets. */
    public static final ApicRegister[] LVT = {
        ApicRegister.LVT_CMCI,
        ApicRegister.LVT_TIMER,
        ApicRegister.LVT_THERMAL,
        ApicRegister.LVT_PERF,
        ApicRegister.LVT_LINT0,
        ApicRegister.LVT_LINT1,
        ApicRegister.LVT_ERROR
    };

    /** LVT bits 12 (delivery status) and 14 (remote IRR). */
    private static final int LVT_STATUS = 0x1000;

    private static final int LINT_REMOTE_IRR = 0x4000;
    /** ICR bits 12 (delivery status), and 17:16 (remote read status) where there are remote reads. */
    private static final int REMOTE_READ_STATUS = 0x3_0000;

    private static final int SVR_EOI_SUPPRESS = 0x1000;
    private static final int VERSION_EOI_SUPPRESS = 1 << 24;

    private final Access[] xapic = new Access[SLOTS];
    private final Access[] x2apic = new Access[SLOTS];
    private final int[] reset = new int[SLOTS];
    private final int[] writable = new int[SLOTS];
    /** Bits that hardware sets: a write of 1 to them is neither stored nor refused. */
    private final int[] readOnly = new int[SLOTS];
    /** Bits that read as 1 whatever is written. */
    private final int[] ones = new int[SLOTS];

    /** LVT entries that exist. */
    private final boolean[] lvt = new boolean[SLOTS];

    private final boolean recordsIllegalRegister;
    private final boolean masksReservedBits;

    /**
     * The map of a generation.
     *
     * @param profile deviations in force
     * @param version what the version register reads
     */
    public RegisterMap(ApicGeneration generation, ApicProfile profile, int version) {
        boolean bus = generation.hasApicBus();
        boolean nehalem = hasCmci(generation);
        Arrays.fill(xapic, Access.NONE);
        Arrays.fill(x2apic, Access.NONE);
        boolean idWritable = !nehalem || profile.has(Deviation.ID_IS_WRITABLE);
        put(
                ApicRegister.ID,
                idWritable ? Access.BOTH : Access.READ,
                Access.READ,
                idWritable ? (bus ? 0x0F00_0000 : 0xFF00_0000) : 0);
        put(ApicRegister.VERSION, Access.READ, Access.READ, 0);
        put(ApicRegister.TPR, Access.BOTH, Access.BOTH, 0xFF);
        put(ApicRegister.APR, Access.READ, Access.NONE, 0);
        put(ApicRegister.PPR, Access.READ, Access.READ, 0);
        put(ApicRegister.EOI, Access.WRITE, Access.WRITE, 0);
        boolean remoteRead = !profile.has(Deviation.REMOTE_READ_IS_RESERVED);
        put(ApicRegister.REMOTE_READ, remoteRead ? Access.READ : Access.NONE, Access.NONE, 0);
        put(ApicRegister.LDR, Access.BOTH, Access.READ, 0xFF00_0000);
        put(ApicRegister.DFR, Access.BOTH, Access.NONE, 0xF000_0000);
        ones[slot(ApicRegister.DFR)] = 0x0FFF_FFFF;
        reset[slot(ApicRegister.DFR)] = -1;
        boolean focus = bus || profile.has(Deviation.FOCUS_BIT_IS_STORED);
        boolean suppress = (version & VERSION_EOI_SUPPRESS) != 0;
        put(
                ApicRegister.SVR,
                Access.BOTH,
                Access.BOTH,
                (bus ? 0xF0 : 0xFF)
                        | ApicBits.SVR_ENABLE
                        | (focus ? ApicBits.SVR_FOCUS_DISABLE : 0)
                        | (suppress ? SVR_EOI_SUPPRESS : 0));
        ones[slot(ApicRegister.SVR)] = bus ? 0x0F : 0;
        reset[slot(ApicRegister.SVR)] = 0xFF;
        for (int word = 0; word < 8; word++) {
            for (ApicRegister set : new ApicRegister[] {ApicRegister.ISR, ApicRegister.TMR, ApicRegister.IRR}) {
                xapic[slot(set) + word] = Access.READ;
                x2apic[slot(set) + word] = Access.READ;
            }
        }
        put(ApicRegister.ESR, Access.BOTH, Access.BOTH, 0);
        int status = profile.has(Deviation.LVT_STATUS_IS_WRITABLE) ? LVT_STATUS : 0;
        int remoteIrr = status == 0 ? 0 : LINT_REMOTE_IRR;
        boolean stored = profile.has(Deviation.RESERVED_BITS_ARE_STORED);
        // What is reserved in the ICR reads back as written everywhere (docs/conformance.md).
        int icrStatus = Icr.BUSY | (bus ? REMOTE_READ_STATUS : 0);
        put(ApicRegister.ICR, Access.BOTH, Access.BOTH, stored ? -1 : ~icrStatus);
        put(ApicRegister.ICR2, Access.BOTH, Access.NONE, stored ? -1 : 0xFF00_0000);
        boolean hasDeadline = generation == ApicGeneration.X2APIC && !profile.has(Deviation.NO_TSC_DEADLINE);
        int deadline = hasDeadline ? 0x4_0000 : 0;
        lvt(ApicRegister.LVT_TIMER, stored ? -1 : 0x3_00FF | deadline | status);
        lvt(ApicRegister.LVT_LINT0, stored ? -1 : 0x1_A7FF | status | remoteIrr);
        lvt(ApicRegister.LVT_LINT1, stored ? -1 : 0x1_A7FF | status | remoteIrr);
        lvt(ApicRegister.LVT_ERROR, stored ? -1 : 0x1_00FF | status);
        if (generation != ApicGeneration.PENTIUM) {
            lvt(ApicRegister.LVT_PERF, stored ? -1 : 0x1_07FF | status);
        }
        if (!bus) {
            lvt(ApicRegister.LVT_THERMAL, stored ? -1 : 0x1_07FF | status);
        }
        if (nehalem && !profile.has(Deviation.NO_CMCI)) {
            lvt(ApicRegister.LVT_CMCI, stored ? -1 : 0x1_07FF | status);
        }
        put(ApicRegister.TIMER_INITIAL_COUNT, Access.BOTH, Access.BOTH, -1);
        put(ApicRegister.TIMER_CURRENT_COUNT, Access.READ, Access.READ, 0);
        put(ApicRegister.TIMER_DIVIDE, Access.BOTH, Access.BOTH, 0xB);
        put(ApicRegister.SELF_IPI, Access.NONE, Access.WRITE, 0xFF);
        // ESR bit 7 is of P6 and later (SDM 10.5.3).
        recordsIllegalRegister = generation != ApicGeneration.PENTIUM && !profile.has(Deviation.NO_ILLEGAL_REGISTER);
        masksReservedBits = profile.has(Deviation.X2APIC_MASKS_RESERVED_BITS);
    }

    private void put(ApicRegister register, Access inXapic, Access inX2apic, int bits) {
        xapic[slot(register)] = inXapic;
        x2apic[slot(register)] = inX2apic;
        writable[slot(register)] = bits;
    }

    private void lvt(ApicRegister register, int bits) {
        put(register, Access.BOTH, Access.BOTH, bits);
        reset[slot(register)] = ApicBits.LVT_MASKED;
        readOnly[slot(register)] = LVT_STATUS
                | (register == ApicRegister.LVT_LINT0 || register == ApicRegister.LVT_LINT1 ? LINT_REMOTE_IRR : 0);
        lvt[slot(register)] = true;
    }

    /** What the version register of a generation reads, if the part's version is this (SDM 10.4.8). */
    public static int version(ApicGeneration generation, ApicProfile profile, int version) {
        boolean counted = !profile.has(Deviation.NO_CMCI) && !profile.has(Deviation.VERSION_LEAVES_OUT_CMCI);
        boolean uncounted = hasCmci(generation) && !counted;
        return (generation.maxLvt() - (uncounted ? 1 : 0)) << 16 | version;
    }

    private static boolean hasCmci(ApicGeneration generation) {
        return generation == ApicGeneration.XAPIC_NEHALEM || generation == ApicGeneration.X2APIC;
    }

    private static int slot(ApicRegister register) {
        return register.offset() >> 4;
    }

    private static boolean isSlot(int offset) {
        return offset >= 0 && offset < SLOTS << 4 && (offset & 0xF) == 0;
    }

    /** What may be done with the slot in xAPIC mode. */
    public Access xapic(int offset) {
        return isSlot(offset) ? xapic[offset >> 4] : Access.NONE;
    }

    /** What may be done with MSR 800H + offset / 16 in x2APIC mode. */
    public Access x2apic(int offset) {
        return isSlot(offset) ? x2apic[offset >> 4] : Access.NONE;
    }

    /** What RESET leaves. INIT leaves the same but keeps the id (SDM 10.4.7.3). */
    public int reset(int offset) {
        return reset[offset >> 4];
    }

    /** What the register holds after {@code value} was written over {@code old}. */
    public int written(int offset, int old, int value) {
        int slot = offset >> 4;
        return (old & ~writable[slot]) | (value & writable[slot]) | ones[slot];
    }

    /** Bits that are not reserved. */
    private int defined(int offset) {
        int slot = offset >> 4;
        return writable[slot] | readOnly[slot] | ones[slot];
    }

    /** Whether the slot is an LVT entry of this generation. */
    public boolean isLvt(int offset) {
        return lvt[offset >> 4];
    }

    /** Whether touching a reserved slot sets ESR bit 7 in xAPIC mode. */
    public boolean recordsIllegalRegister() {
        return recordsIllegalRegister;
    }

    /**
     * Whether writing this to an existing x2APIC register raises #GP: bits 63:32 are reserved everywhere but in the ICR, EOI
     * and ESR take 0 only (SDM 10.12.1.2, 10.12.1.3; apic-facts 1.6 X3, X6, X8). Status bits are not reserved: what is written
     * to them does not count.
     */
    public boolean faults(int offset, long value) {
        if (offset == ApicRegister.ICR.offset()) {
            // 31:20, 17:16, 13; bit 12 is ignored.
            return (value & 0xFFF3_2000L) != 0;
        }
        if (value >>> 32 != 0) {
            return true;
        } else if (offset == ApicRegister.ESR.offset()) {
            return value != 0;
        } else if (offset == ApicRegister.SELF_IPI.offset()) {
            return (value & ~0xFFL) != 0;
        } else if (masksReservedBits) {
            return false;
        }
        return offset == ApicRegister.EOI.offset() ? value != 0 : ((int) value & ~defined(offset)) != 0;
    }
}
