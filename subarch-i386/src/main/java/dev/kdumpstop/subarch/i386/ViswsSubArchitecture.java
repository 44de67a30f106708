package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.KernelFeatures;
import dev.kdumpstop.api.subarch.MachConstants;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import java.util.OptionalInt;

/**
 * {@code mach-visws} (SGI 320 and 540): sends as {@code default} does, but has four CPUs at most, no I/O APIC that the crash
 * path could clear, and broadcasts by shorthand whatever is configured, except NMIs.
 *
 * <p>Sources: kernel-facts 2.2, 7; 2.6.21 {@code arch/i386/mach-visws/setup.c},
 * {@code include/asm-i386/mach-visws/mach_apic.h}.
 */
@AutoService(SubArchitecture.class)
public final class ViswsSubArchitecture extends MachineType {
    /** {@code CO_CPU_MAX}. */
    private static final int MAX_CPUS = 4;

    /** Found by {@link java.util.ServiceLoader}. */
    public ViswsSubArchitecture() {
        super(
                "visws",
                "SGI 320 and 540: one logical mask as default, four CPUs at most, no I/O APIC",
                "kernel-facts 2.1, 2.2, 7",
                "2.6.21 arch/i386/mach-visws, include/asm-i386/mach-visws/mach_apic.h");
    }

    @Override
    void require(Requirements requirements, MachineSpec machine) {
        requirements.that(
                machine.cpuCount() <= MAX_CPUS,
                "an SGI Visual Workstation has at most 4 CPUs (CO_CPU_MAX); the machine has " + machine.cpuCount());
        I386.fourBitIds(requirements, machine);
    }

    @Override
    public KernelFeatures kernelFeatures(MachineSpec machine) {
        return new KernelFeatures(true, false);
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                machine,
                SubArchitectureFacts.ipis(DestinationMode.LOGICAL, "4"),
                IoApicRouting.lowestPriority("online map"),
                new MachConstants(false, false, 0xF, 0, OptionalInt.empty()));
    }

    @Override
    public CpuId ownNumber(MachineSpec machine, CpuId crashingCpu) {
        return I386.ownNumberByFourBits(machine, crashingCpu);
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu.number()));
    }

    /** {@code no_broadcast} is 0 here, without a boot option. */
    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new DefaultSubArchitecture.Early(false, false);
    }
}
