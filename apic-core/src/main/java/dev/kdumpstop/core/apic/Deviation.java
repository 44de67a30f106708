package dev.kdumpstop.core.apic;

import java.util.Locale;

/**
 * One way in which an implementation of the local APIC differs from the plain reading of the manual. Each is a named option of
 * the model: {@code on} or {@code off}, or as the profile has it.
 *
 * <p>Sources: recordings of QEMU 7.2 (TCG), of KVM's in-kernel local APIC and of Bochs 2.7 on the same inputs
 * (docs/conformance.md); apic-facts 3.1.
 */
public enum Deviation {
    /** A software-disabled APIC takes no NMI that names it logically. */
    LOGICAL_NMI_SKIPS_DISABLED(
            "an NMI by logical destination does not reach a software-disabled APIC (xAPIC mode)",
            "the SDM accepts it: 10.4.7.2"),
    /** A software-disabled APIC keeps fixed messages. */
    DISABLED_KEEPS_FIXED(
            "a fixed message to a software-disabled APIC waits in the IRR and is served after enabling",
            "the SDM promises no acceptance: 10.4.7.2; hw/intc/apic.c"),
    /** A software-disabled APIC works on. */
    DISABLED_SERVES_FIXED(
            "the software-enable bit does not matter for fixed interrupts",
            "the SDM dispatches none: 10.4.7.2; bochs/cpu/apic.cc"),
    /** FFH is a cluster. */
    CLUSTER_FF_IS_CLUSTER_15(
            "logical destination FFH is no broadcast in the cluster model but cluster 15",
            "the SDM broadcasts: 10.6.2.2"),
    /** The models of DFR other than flat. */
    OTHER_MODELS_ARE_CLUSTER(
            "every model in the DFR but flat is taken for the cluster model",
            "undefined in the SDM: 10.6.2.2; recorded with other values in bits 31:28"),
    /** A gap in the ids hides the CPUs behind it. */
    LOGICAL_STOPS_AT_ID_GAP(
            "a logical destination reaches only the CPUs below the first gap in the APIC ids",
            "recorded on ids 0-2, 4-6, 8-10, 12-14"),
    /** Flat FFH is a mask like any other. */
    FLAT_FF_NEEDS_LDR_BIT(
            "logical destination FFH of the flat model reaches only APICs with a bit in the LDR",
            "the SDM broadcasts: 10.6.2.2"),
    /** ESR bit 5 is never set. */
    NO_SEND_ILLEGAL_VECTOR("ESR bit 5, send illegal vector, is never set", "the SDM sets it: 10.5.3"),
    /** ESR bit 6 is never set. */
    NO_RECEIVE_ILLEGAL_VECTOR("ESR bit 6, receive illegal vector, is never set", "the SDM sets it: 10.5.3"),
    /** ESR bit 7 is never set. */
    NO_ILLEGAL_REGISTER("ESR bit 7, illegal register address, is never set", "the SDM sets it: 10.5.3"),
    /** A write of the ESR changes nothing. */
    ESR_IS_NOT_LATCHED(
            "errors show in the ESR at once, and a write of the ESR does not clear them",
            "the SDM latches and clears: 10.5.3; hw/intc/apic.c ignores the write"),
    /** The error interrupt does not exist. */
    NO_ERROR_INTERRUPT(
            "an error does not raise the interrupt of the LVT's error entry",
            "the SDM raises it: 10.5.3; recorded with the entry unmasked"),
    /** ESR bit 2 on any transport. */
    SEND_ACCEPT_ON_ANY_TRANSPORT(
            "ESR bit 2, send accept error, is set whenever a destination matches nobody, whatever carries messages",
            "the SDM has it on the 3-wire bus only: 10.5.3; bochs/cpu/apic.cc"),
    /** Vectors below 16 arrive. */
    ILLEGAL_VECTORS_ARE_SERVED("fixed vectors 1 to 15 are delivered as interrupts", "the SDM drops them: 10.5.2"),
    /** Vectors below 16 stay. */
    ILLEGAL_VECTORS_STAY("fixed vectors 0 to 15 are put into the IRR and stay there", "the SDM drops them: 10.5.2"),
    /** An NMI wakes a CPU before its start-up message. */
    NMI_BEFORE_STARTUP_IS_TAKEN(
            "a CPU that waits for its start-up message takes an NMI at once",
            "the SDM blocks it: 26.6.2; not repeatable where it was recorded"),
    /** The NMI latch has two places. */
    TWO_NMIS_ARE_LATCHED(
            "two NMIs are kept while none is being served, so that two sent at once run the handler twice",
            "one is latched: SDM 6.7.1; arch/x86/kvm/x86.c process_nmi; VMware differs (apic-facts 3.3 case 10)"),
    /** No lowest priority by physical destination. */
    PHYSICAL_LOWEST_PRIORITY_IS_DROPPED(
            "a lowest-priority message to one physical id is dropped",
            "bochs/cpu/apic.cc; model specific in the SDM: 10.6.2.4"),
    /** The first CPU named wins. */
    LOWEST_PRIORITY_TAKES_FIRST(
            "of the CPUs a lowest-priority message names the first takes it, whatever the priorities",
            "hw/intc/apic.c; model specific in the SDM: 10.6.2.4"),
    /** Lowest priority by "all but self" may come back. */
    LOWEST_PRIORITY_MAY_RETURN(
            "of a lowest-priority message by shorthand 'all excluding self' the sender is a candidate too",
            "model specific, and may return to the sender: SDM Table 10-3; bochs/cpu/apic.cc"),
    /** Lowest priority to everybody goes to everybody. */
    LOWEST_PRIORITY_BROADCAST_IS_FIXED(
            "a lowest-priority message in physical mode with FFH in the destination field, used or not, goes as fixed to all it"
                    + " names",
            "not allowed in the SDM: 10.6.2.1; recorded, x2APIC mode and shorthands included"),
    /** Lowest-priority IPIs do not exist. */
    LOWEST_PRIORITY_IS_UNSUPPORTED(
            "a lowest-priority IPI is not sent and sets ESR bit 4", "SDM 10.5.3, 10.6.2.4: model specific"),
    /** Shorthand "self" forgets the delivery mode. */
    SELF_IS_ALWAYS_FIXED(
            "with shorthand 'self' the vector is sent as fixed whatever the delivery mode is", "bochs/cpu/apic.cc"),
    /** Invalid combinations with shorthand "self" are carried out. */
    INVALID_SELF_IS_SENT(
            "NMI, INIT, SMI, start-up and lowest priority by shorthand 'self' are sent as written",
            "invalid in the SDM: Tables 10-3, 10-4"),
    /** ExtINT in the ICR. */
    EXTINT_IS_A_VECTOR("delivery mode 111 in the ICR delivers the vector like fixed", "reserved in the SDM: 10.6.1"),
    /** Level 0 with trigger level is not sent. */
    LEVEL_DEASSERT_IS_DROPPED(
            "a level-triggered fixed message with level 0 is dropped",
            "sent as edge by Pentium 4 and later: SDM Table 10-3; arch/x86/kvm/lapic.c"),
    /** The trigger bit travels. */
    TRIGGER_MODE_IS_KEPT(
            "the trigger bit of the ICR reaches the target, whose TMR shows it",
            "sent as edge by Pentium 4 and later: SDM 10.6.1; AMD permits level (apic-facts 1.5)"),
    /** INIT level de-assert does nothing. */
    INIT_DEASSERT_IS_IGNORED(
            "an INIT level de-assert does nothing",
            "one more INIT on Pentium 4 and later: SDM 10.6.1 (level sent as 1)"),
    /** INIT changes the mode. */
    INIT_LEAVES_X2APIC(
            "an INIT brings an APIC from x2APIC mode back to xAPIC mode",
            "INIT keeps the mode: SDM 10.12.5.1; an early ACRN (apic-facts 5, I-42)"),
    /** Disabling leaves the LVT alone. */
    DISABLING_LEAVES_LVT_MASKS(
            "clearing the software-enable bit does not set the mask bits of the LVT", "the SDM sets them: 10.4.7.2"),
    /** Reserved bits are stored. */
    RESERVED_BITS_ARE_STORED(
            "reserved and read-only bits of LVT, ICR and ICR2 read back as written, delivery status too",
            "hw/intc/apic.c; a guest that writes bit 12 and then waits hangs (apic-facts 3.1)"),
    /** LVT bits 12 and 14 are stored. */
    LVT_STATUS_IS_WRITABLE(
            "delivery status and remote IRR of an LVT entry read back as written", "read-only in the SDM: 10.5.1"),
    /** No in-service state. */
    FIXED_ENDS_BY_ITSELF(
            "a fixed interrupt is ended on delivery: the ISR stays empty",
            "the recorded KVM host had no hardware virtualisation"),
    /** TPR has a class only. */
    TPR_LOSES_SUBCLASS(
            "bits 3:0 of the TPR read back as 0",
            "the recorded KVM host had no hardware virtualisation and kept the class alone, as CR8 does"),
    /** Interrupts are requested by vector. */
    REQUESTS_BY_VECTOR(
            "an interrupt is requested if its vector is above the one in service; if its class is not, the spurious vector"
                    + " is delivered",
            "the SDM compares classes: 10.8.3; bochs/cpu/apic.cc"),
    /** xAPIC ids can be written. */
    ID_IS_WRITABLE("the xAPIC id register can be written", "read-only from Nehalem on: SDM 10.4.6"),
    /** SVR bit 9 is stored. */
    FOCUS_BIT_IS_STORED("SVR bit 9 reads back as written", "reserved on Pentium 4 and later: SDM 10.9"),
    /** No CMCI entry. */
    NO_CMCI("there is no LVT entry for CMCI; its slot reads 0", "present from Nehalem on: SDM 10.5.1"),
    /** The version register counts without CMCI. */
    VERSION_LEAVES_OUT_CMCI(
            "the version register does not count the LVT entry for CMCI", "it counts all entries: SDM 10.4.8"),
    /** No TSC-deadline mode. */
    NO_TSC_DEADLINE("the timer has no TSC-deadline mode", "told by CPUID.01H:ECX[24]: SDM 10.5.4.1"),
    /** APR everywhere. */
    APR_IS_COMPUTED(
            "the APR shows the arbitration priority on any part", "not there on Pentium 4 and later: SDM 10.6.2.4"),
    /** 0C0H is a reserved slot. */
    REMOTE_READ_IS_RESERVED(
            "slot 0C0H is reserved: touching it sets ESR bit 7",
            "a register of older parts, which sets none: SDM Table 10-1"),
    /** x2APIC registers ignore reserved bits. */
    X2APIC_MASKS_RESERVED_BITS(
            "reserved bits written to x2APIC registers other than ICR, ESR and SELF IPI are masked, not refused with #GP",
            "the SDM refuses: 10.12.1.3; arch/x86/kvm/lapic.c");

    private final String summary;
    private final String source;

    Deviation(String summary, String source) {
        this.summary = summary;
        this.source = source;
    }

    /** The name users type. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What differs, one sentence without a final full stop. */
    public String summary() {
        return summary;
    }

    /** Where the manual says otherwise, and where the deviation is known from. */
    public String source() {
        return source;
    }
}
