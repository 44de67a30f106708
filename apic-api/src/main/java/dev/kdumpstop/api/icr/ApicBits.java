package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * Bits of local APIC registers besides the ICR's (SDM 10.4 to 10.9, 10.12.1; kernel-facts 3: asm/apicdef.h).
 *
 * <pre>{@code
 * // Turns a local APIC off by software:
 * RegisterStep off = new RegisterStep.Modify(ApicRegister.SVR, ~ApicBits.SVR_ENABLE, 0);
 * Integer.toHexString(0x1FF & ~ApicBits.SVR_ENABLE); // ff
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ApicBits {
    /** SVR: software-enabled. */
    public static final int SVR_ENABLE = 0x100;
    /** SVR: focus processor checking off. */
    public static final int SVR_FOCUS_DISABLE = 0x200;
    /** Any LVT entry: masked. */
    public static final int LVT_MASKED = 0x1_0000;
    /** IA32_APIC_BASE: x2APIC mode. */
    public static final int BASE_X2APIC = 1 << 10;
    /** IA32_APIC_BASE: the local APIC is on. */
    public static final int BASE_ENABLE = 1 << 11;
    /** ESR: own message had a checksum error. */
    public static final int ESR_SEND_CHECKSUM = 0x01;
    /** ESR: a message received had a checksum error. */
    public static final int ESR_RECEIVE_CHECKSUM = 0x02;
    /** ESR: nobody accepted an own message. */
    public static final int ESR_SEND_ACCEPT = 0x04;
    /** ESR: a message seen was accepted by nobody. */
    public static final int ESR_RECEIVE_ACCEPT = 0x08;
    /** ESR: a lowest-priority IPI on a part that has none (SDM 10.5.3). */
    public static final int ESR_REDIRECTABLE_IPI = 0x10;
    /** ESR: a command with a vector below 16 was given. */
    public static final int ESR_SEND_ILLEGAL_VECTOR = 0x20;
    /** ESR: a vector below 16 was received. */
    public static final int ESR_RECEIVE_ILLEGAL_VECTOR = 0x40;
    /** ESR: a reserved register was accessed. */
    public static final int ESR_ILLEGAL_REGISTER = 0x80;
    /** Default address of the register page. */
    public static final int DEFAULT_BASE = 0xFEE0_0000;

    private ApicBits() {}
}
