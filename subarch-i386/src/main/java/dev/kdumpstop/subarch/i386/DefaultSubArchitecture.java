package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.ShorthandRoutines;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/**
 * {@code mach-default}, later the driver "default": flat logical mode, one bit per CPU number.
 *
 * <p>2.6.21 and 2.6.22 send a mask with one write and lose CPUs 8 and up in silence - unless CPUs 0 to 7 are all in it: then
 * it is FFH, which is everybody, the sender too. Shorthands are avoided for NMIs and with {@code no_broadcast}, which CPU
 * hotplug turns on. 2.6.23 to 2.6.28 are taken to do the same. From 2.6.29 on "all but self" without a shorthand is one write
 * per CPU, still logical (read in 2.6.32.9; the release is UNVERIFIED).
 * The ids of 2.6.21 have 4 bits whatever the machine has ({@link I386#fourBitIds}).
 *
 * <p>Today the shorthand is used whenever the kernel's common code allows it, and the kernel brings up 8 CPUs at most.
 *
 * <p>Sources: kernel-facts 2.1, 2.2, 6, 7; 2.6.21 {@code arch/i386/kernel/smp.c},
 * {@code include/asm-i386/mach-default/mach_ipi.h}; 2.6.32.9 and 5.10 {@code arch/x86/kernel/apic/probe_32.c},
 * {@code ipi.c}; recordings of 6.1.
 */
@AutoService(SubArchitecture.class)
public final class DefaultSubArchitecture implements SubArchitecture, CurrentSpi {
    static final String NAME = "i386/default";

    /** Found by {@link java.util.ServiceLoader}. */
    public DefaultSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of(NAME);
    }

    @Override
    public String summary() {
        return "Flat logical addressing by CPU number: one mask, or one shorthand";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 2.1, 2.2, 6, 7",
                "2.6.21 arch/i386/kernel/smp.c, include/asm-i386/mach-default/mach_ipi.h",
                "5.10 arch/x86/kernel/apic/probe_32.c, arch/x86/kernel/apic/ipi.c");
    }

    @Override
    public ReleaseRange releases() {
        return ReleaseRange.from("2.6.21");
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        Requirements requirements = I386.requirements(machine);
        if (LinuxEra.EARLY.includes(machine) && !I386.hasDriverFields(machine)) {
            I386.fourBitIds(requirements, machine);
        }
        return requirements
                .release(releases(), "older kernels are not described")
                .that(
                        LinuxEra.EARLY.includes(machine) || machine.cpuCount() <= 8,
                        "this kernel brings up 8 CPUs with this driver and skips the others; the machine has "
                                + machine.cpuCount())
                .result();
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                machine,
                SubArchitectureFacts.ipis(DestinationMode.LOGICAL, "8"),
                IoApicRouting.lowestPriority("online map"),
                I386.constants(false, false, 0xF, 0, 8));
    }

    /** The 4-bit ids of 2.6.21 need no look at the version; 2.6.32.9 and today ask it. */
    @Override
    public List<RegisterStep> ownIdRead(MachineSpec machine) {
        return I386.ownIdRead(machine, I386.hasDriverFields(machine));
    }

    @Override
    public CpuId ownNumber(MachineSpec machine, CpuId crashingCpu) {
        return I386.hasDriverFields(machine) ? crashingCpu : I386.ownNumberByFourBits(machine, crashingCpu);
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu.number()));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return LinuxEra.TODAY.includes(machine)
                ? new Today()
                : new Early(noBroadcast(machine), I386.hasDriverFields(machine));
    }

    /** {@code no_broadcast}: on with CPU hotplug; the boot option sets it either way. */
    private static boolean noBroadcast(MachineSpec machine) {
        return machine.boot().has("no_ipi_broadcast")
                ? machine.boot().noIpiBroadcast()
                : machine.config().hotplugCpu();
    }

    private static DeliveryPlan oneByOne(CpuSet cpus, IpiRequest request) {
        return IcrPrograms.sequence(
                cpus.without(request.sender().number()),
                request.vector(),
                DestinationMode.LOGICAL,
                IcrPrograms::flatLogicalId);
    }

    /** The routines of 2.6. */
    record Early(boolean noBroadcast, boolean maskAllButSelfIsSequence) implements ShorthandRoutines {
        @Override
        public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
            return IcrPrograms.logicalMask(cpus, request.vector());
        }

        @Override
        public DeliveryPlan sendMaskAllButSelf(CpuSet cpus, IpiRequest request) {
            return maskAllButSelfIsSequence
                    ? oneByOne(cpus, request)
                    : ShorthandRoutines.super.sendMaskAllButSelf(cpus, request);
        }

        @Override
        public boolean masksAllButSelf(IpiVector vector) {
            return noBroadcast || vector.isNmi();
        }

        @Override
        public boolean masksAll(IpiVector vector) {
            return noBroadcast || vector.isNmi();
        }

        @Override
        public int shorthandModeBit() {
            return Icr.LOGICAL;
        }

        @Override
        public DeliveryPlan sendSelf(IpiRequest request) {
            return IcrPrograms.shorthand(CpuSet.of(request.sender().number()), request.vector(), Icr.SELF, Icr.LOGICAL);
        }
    }

    /** The routines of 5.10 and later. */
    private record Today() implements ShorthandRoutines {
        @Override
        public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
            return cpus.isEmpty() ? IcrProgram.empty() : IcrPrograms.logicalMask(cpus, request.vector());
        }

        @Override
        public DeliveryPlan sendMaskAllButSelf(CpuSet cpus, IpiRequest request) {
            return oneByOne(cpus, request);
        }
    }
}
