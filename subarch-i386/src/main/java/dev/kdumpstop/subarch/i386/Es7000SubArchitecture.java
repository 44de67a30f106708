package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;

/**
 * {@code mach-es7000} (Unisys) as most kernels have it, the generic one among them: one write per CPU in physical mode. The
 * id is the LDR read back, which the kernel had loaded with the id the BIOS gave.
 *
 * <p>Sources: kernel-facts 2.2, 7; 2.6.21 {@code include/asm-i386/mach-es7000/mach_apic.h}.
 */
@AutoService(SubArchitecture.class)
public final class Es7000SubArchitecture extends MachineType {
    /** Found by {@link java.util.ServiceLoader}. */
    public Es7000SubArchitecture() {
        super(
                "es7000",
                "Unisys ES7000: physical addressing by BIOS id, one write per CPU",
                "kernel-facts 2.1, 2.2, 7",
                "2.6.21 include/asm-i386/mach-es7000/mach_apic.h");
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                machine,
                SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, "255"),
                IoApicRouting.fixed("the current CPU"),
                I386.constants(true, false, 0xFF, 0xF0, 32));
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_FLAT, machine.apicId(cpu.number()));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new SequenceRoutines(DestinationMode.PHYSICAL, machine::apicId);
    }
}
