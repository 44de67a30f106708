package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * What single families of machines tell the kernel besides the usual tables, and selection rules ask for.
 *
 * <pre>{@code
 * boolean guest = machine.firmware().has(PlatformFlag.SECURE_AVIC); // false
 * PlatformFlag.SECURE_AVIC.id(); // secure-avic
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum PlatformFlag {
    /**
     * Intel E7320, E7520 or E7525 of revision 9 or below whose BIOS balances interrupts in hardware: 2.6.21 for x86_64
     * then forces flat ({@code quirk_intel_irqbalance}; kernel-facts 2.3).
     */
    HARDWARE_IRQ_BALANCE("hardware-irq-balance"),
    /** UV firmware names its type in a table of its own, whatever the MADT's OEM id (kernel-facts 6). */
    UV_ARCH_TYPE("uv-arch-type"),
    /** A guest with AMD's secure AVIC (kernel-facts 6). */
    SECURE_AVIC("secure-avic"),
    /**
     * Nodes of xAPICs behind controllers of their own: the MADT's ids are wider than the APICs' 8 bits, bits 8 and up name the
     * node, and what a local APIC sends stays on its node (NumaChip; kernel-facts 6, docs/decisions/0017).
     */
    NODE_IDS("node-ids");

    private final String id;

    PlatformFlag(String id) {
        this.id = id;
    }

    /** The name users type. */
    public String id() {
        return id;
    }
}
