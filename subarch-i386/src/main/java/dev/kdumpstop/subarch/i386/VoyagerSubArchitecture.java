package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.KernelFeatures;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.WakeUp;
import java.util.List;
import java.util.Optional;

/**
 * {@code mach-voyager} (NCR): no local APIC, so {@code nmi_shootdown_cpus} is the empty version and kdump stops nobody.
 * Everyday interrupts go by the machine's own controllers ({@link VoyagerCpis}).
 *
 * <p>Which CPUs are on quad boards is in the firmware's marks. CPU numbers are those of the slots.
 *
 * <p>Sources: kernel-facts 2.2, 7; 2.6.21 {@code arch/i386/kernel/crash.c}, {@code arch/i386/mach-voyager/voyager_smp.c}.
 */
@AutoService(SubArchitecture.class)
public final class VoyagerSubArchitecture extends MachineType {
    private static final int MAX_CPUS = 32;

    /** Found by {@link java.util.ServiceLoader}. */
    public VoyagerSubArchitecture() {
        super(
                "voyager",
                "NCR Voyager: no local APIC; kdump stops nobody",
                "kernel-facts 2.2, 7",
                "2.6.21 arch/i386/mach-voyager/voyager_smp.c, include/asm-i386/vic.h");
    }

    @Override
    void require(Requirements requirements, MachineSpec machine) {
        requirements.that(
                machine.cpuCount() <= MAX_CPUS, "a Voyager has at most 32 CPUs; the machine has " + machine.cpuCount());
    }

    @Override
    public KernelFeatures kernelFeatures(MachineSpec machine) {
        return new KernelFeatures(false, false);
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return new SubArchitectureFacts(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(WakeUp.CPI), "32", List.of());
    }

    /** It asks its own controller who it is, not an APIC. */
    @Override
    public List<RegisterStep> ownIdRead(MachineSpec machine) {
        return List.of();
    }

    /** There is no local APIC; the simulated one keeps what a reset leaves, and nobody looks at it. */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapicUntouched();
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new VoyagerCpis(machine.firmware().marks().quadCpus());
    }
}
