package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.WakeUp;
import java.util.Locale;

/**
 * {@code mach-es7000} built for the Pentium III ({@code CONFIG_ES7000_CLUSTERED_APIC}: SMP, X86_ES7000 and MPENTIUMIII; hence
 * never in the generic kernel): the same loop, but the ids go out in logical mode to APICs in the cluster model.
 *
 * <p>The kernel takes the BIOS's ids for logical ones as they are. Which ids the BIOS gives is UNVERIFIED. That each has one
 * bit in 3:0 is DERIVED from that they work: one without reaches nobody, one with several reaches several CPUs, and
 * {@link #supports} refuses such a machine instead of reporting stops of it that no ES7000 has. The delivery says all the
 * same what the kernel would write.
 *
 * <p>A plug-in of its own and not an option of {@code es7000}: its set-up, its words and its wake-up all differ.
 *
 * <p>Sources: kernel-facts 2.2, 7, 8; 2.6.21 {@code include/asm-i386/mach-es7000/mach_apic.h}, {@code arch/i386/Kconfig}.
 */
@AutoService(SubArchitecture.class)
public final class Es7000ClusteredSubArchitecture extends MachineType {
    /** Found by {@link java.util.ServiceLoader}. */
    public Es7000ClusteredSubArchitecture() {
        super(
                "es7000-clustered",
                "Unisys ES7000, Pentium III: logical cluster addressing by BIOS id (which ids: UNVERIFIED)",
                "kernel-facts 2.1, 2.2, 7, 8",
                "2.6.21 include/asm-i386/mach-es7000/mach_apic.h, arch/i386/Kconfig");
    }

    @Override
    void require(Requirements requirements, MachineSpec machine) {
        machine.apicIds().stream()
                .filter(id -> Integer.bitCount(id & 0xF) != 1)
                .findFirst()
                .ifPresent(id -> requirements.that(
                        false,
                        String.format(
                                Locale.ROOT,
                                "takes BIOS ids for logical ones, a cluster in 7:4 and one bit in 3:0; 0x%02x is none"
                                        + " (which ids the BIOS gives: UNVERIFIED)",
                                id)));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                        machine,
                        SubArchitectureFacts.ipis(DestinationMode.LOGICAL, "BIOS ids"),
                        IoApicRouting.lowestPriority("all"),
                        I386.constants(true, true, 0xFF, 0xF0, 32))
                .with(WakeUp.MIP_MAILBOX)
                .withUnverified("which ids the BIOS gives in clustered mode");
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_CLUSTER, machine.apicId(cpu.number()));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new SequenceRoutines(DestinationMode.LOGICAL, machine::apicId);
    }
}
