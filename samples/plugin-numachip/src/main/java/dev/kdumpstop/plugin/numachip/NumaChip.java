package dev.kdumpstop.plugin.numachip;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.machine.Firmware;
import java.util.Optional;

/**
 * The two versions of the chip: where the register is that sends to another node, and how its word is put together.
 *
 * <p>Sources: 5.10.13 {@code arch/x86/kernel/apic/apic_numachip.c}, {@code arch/x86/include/asm/numachip/numachip_csr.h}.
 */
enum NumaChip {
    /** {@code CSR_G3_EXT_IRQ_GEN}. The kernel stores the word with its bytes swapped; shown is the word. */
    VERSION_1("NCONNECT", "EXT_IRQ_GEN", 0x3030, 16),
    /** {@code NUMACHIP2_APIC_ICR}. */
    VERSION_2("NCONECT2", "APIC_ICR", 0x10_0000, 12);

    private static final String OEM = "NUMASC";

    private final String oemTableId;
    private final String register;
    private final long offset;
    private final int idShift;

    NumaChip(String oemTableId, String register, long offset, int idShift) {
        this.oemTableId = oemTableId;
        this.register = register;
        this.offset = offset;
        this.idShift = idShift;
    }

    /** The chip that the MADT names, by the beginnings of its OEM id and table id as the kernel compares them. */
    static Optional<NumaChip> of(Firmware firmware) {
        for (NumaChip chip : values()) {
            if (firmware.oemId().startsWith(OEM) && firmware.oemTableId().startsWith(chip.oemTableId)) {
                return Optional.of(chip);
            }
        }
        return Optional.empty();
    }

    /** The highest id that fits into the register's word of 32 bits. */
    int highestId() {
        return -1 >>> idShift;
    }

    /**
     * The store that sends. The vector stays in the word of an NMI.
     *
     * @param node the sender's own node: the local CSR space is written, the chip does the rest
     */
    SendWrite send(int cpu, int apicId, int node, IpiVector vector) {
        int word = apicId << idShift | vector.deliveryMode().code() << 8 | vector.number();
        return new SendWrite.NodeRegister(
                register,
                node,
                offset,
                Integer.toUnsignedLong(word),
                new SendWrite.Delivers(vector.deliveryMode(), vector.number(), CpuSet.of(cpu)));
    }
}
