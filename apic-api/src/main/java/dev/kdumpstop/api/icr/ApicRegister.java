package dev.kdumpstop.api.icr;

import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The local APIC's registers by offset in the 4-KiB page (SDM Table 10-1); the x2APIC MSR is 800H + offset / 16
 * (SDM Table 10-6). 256-bit registers are named by their first word.
 *
 * <pre>{@code
 * ApicRegister.ICR.hexOffset(); // 0x300
 * Integer.toHexString(ApicRegister.ICR.msr()); // 830
 * ApicRegister.atOffset(0x0B0); // Optional[EOI]
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ApicRegister {
    /** Local APIC id. */
    ID(0x020),
    /** Version and Max LVT entry. */
    VERSION(0x030),
    /** Task priority. */
    TPR(0x080),
    /** Arbitration priority; not on Pentium 4 and later. */
    APR(0x090),
    /** Processor priority. */
    PPR(0x0A0),
    /** End of interrupt. */
    EOI(0x0B0),
    /** Remote read data; Pentium and older. */
    REMOTE_READ(0x0C0),
    /** Logical destination. */
    LDR(0x0D0),
    /** Destination format; absent in x2APIC mode. */
    DFR(0x0E0),
    /** Spurious vector and software enable. */
    SVR(0x0F0),
    /** In service, first of eight words. */
    ISR(0x100),
    /** Trigger mode, first of eight words. */
    TMR(0x180),
    /** Interrupt request, first of eight words. */
    IRR(0x200),
    /** Error status. */
    ESR(0x280),
    /** Corrected machine check; newer parts. */
    LVT_CMCI(0x2F0),
    /** ICR low word; the whole 64-bit register in x2APIC mode. */
    ICR(0x300),
    /** ICR high word; absent in x2APIC mode. */
    ICR2(0x310),
    /** Timer. */
    LVT_TIMER(0x320),
    /** Thermal sensor. */
    LVT_THERMAL(0x330),
    /** Performance counters. */
    LVT_PERF(0x340),
    /** Pin LINT0. */
    LVT_LINT0(0x350),
    /** Pin LINT1. */
    LVT_LINT1(0x360),
    /** Error. */
    LVT_ERROR(0x370),
    /** Timer initial count. */
    TIMER_INITIAL_COUNT(0x380),
    /** Timer current count. */
    TIMER_CURRENT_COUNT(0x390),
    /** Timer divide configuration. */
    TIMER_DIVIDE(0x3E0),
    /** Self IPI; x2APIC mode only, MSR 83FH. */
    SELF_IPI(0x3F0);

    private static final ApicRegister[] ALL = values();

    private final int offset;

    ApicRegister(int offset) {
        this.offset = offset;
    }

    /** Byte offset in the register page. */
    public int offset() {
        return offset;
    }

    /** The MSR number in x2APIC mode, whether or not the register exists there. */
    public int msr() {
        return 0x800 + (offset >> 4);
    }

    /** The register at a byte offset, if there is one; for ISR, TMR and IRR only the first word's offset. */
    public static Optional<ApicRegister> atOffset(int offset) {
        for (ApicRegister register : ALL) {
            if (register.offset == offset) {
                return Optional.of(register);
            }
        }
        return Optional.empty();
    }

    /** The offset as people write it, for example {@code 0x300}. */
    public String hexOffset() {
        return String.format(Locale.ROOT, "0x%03x", offset);
    }
}
