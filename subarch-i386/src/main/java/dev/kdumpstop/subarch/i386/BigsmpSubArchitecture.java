package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/**
 * {@code mach-bigsmp}, later the driver "bigsmp", for more than 8 CPUs: one write per CPU with its physical id, never a
 * shorthand.
 *
 * <p>From 2.6.29 on (read in 2.6.32.9 and 5.10; the first release is UNVERIFIED) its {@code send_IPI_mask_allbutself} is
 * NULL. Since the common code of today calls it whenever shorthands are not allowed, the crash path then calls address 0
 * (recorded with 6.1). Gone in 6.15: 0abf508675c0 "Drop 32-bit bigsmp machine support".
 *
 * <p>Sources: kernel-facts 2.1, 2.2, 6, 7; 2.6.21 {@code include/asm-i386/mach-bigsmp}; 5.10
 * {@code arch/x86/kernel/apic/bigsmp_32.c}; recordings of 5.10 and 6.1.
 */
@AutoService(SubArchitecture.class)
public final class BigsmpSubArchitecture implements SubArchitecture, CurrentSpi {
    static final String NAME = "i386/bigsmp";

    /** The releases that have the driver. */
    static final ReleaseRange RELEASES = ReleaseRange.between("2.6.21", "6.15");

    /** Found by {@link java.util.ServiceLoader}. */
    public BigsmpSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of(NAME);
    }

    @Override
    public String summary() {
        return "Physical addressing, one write per CPU, never a shorthand";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 2.1, 2.2, 6, 7",
                "2.6.21 arch/i386/kernel/smp.c, include/asm-i386/mach-bigsmp",
                "5.10 arch/x86/kernel/apic/bigsmp_32.c",
                "removed by 0abf508675c0, 6.15");
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return I386.requirements(machine)
                .release(RELEASES, "removed in 6.15 (commit 0abf508675c0)")
                .result();
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                machine,
                SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, "255"),
                IoApicRouting.fixed("round robin, one online CPU"),
                I386.constants(true, false, 0xFF, 0, 32));
    }

    /** Its ids have 8 bits whatever the version says. */
    @Override
    public List<RegisterStep> ownIdRead(MachineSpec machine) {
        return I386.ownIdRead(machine, false);
    }

    /** 2.6: the LDR holds the id the firmware gave, though IPIs are physical. 5.10: LDR and DFR are left alone. */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return LinuxEra.TODAY.includes(machine)
                ? ApicSetup.xapicUntouched()
                : ApicSetup.xapic(ApicSetup.DFR_FLAT, machine.apicId(cpu.number()));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return I386.hasDriverFields(machine) ? new WithoutMaskAllButSelf(machine) : sequence(machine);
    }

    private static IpiRoutines sequence(MachineSpec machine) {
        return (cpus, request) ->
                IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
    }

    /** The driver whose {@code send_IPI_mask_allbutself} is NULL. */
    private record WithoutMaskAllButSelf(MachineSpec machine) implements IpiRoutines {
        @Override
        public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
            return sequence(machine).sendMask(cpus, request);
        }

        @Override
        public DeliveryPlan sendMaskAllButSelf(CpuSet cpus, IpiRequest request) {
            return new NoSuchRoutine(
                    "send_IPI_mask_allbutself",
                    "bigsmp leaves it NULL; apic_send_IPI_allbutself calls it when shorthands are not allowed");
        }
    }
}
