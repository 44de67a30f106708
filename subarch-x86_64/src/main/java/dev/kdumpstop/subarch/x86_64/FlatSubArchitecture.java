package dev.kdumpstop.subarch.x86_64;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.ShorthandRoutines;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/**
 * "flat": flat logical mode, one bit per CPU number, one write for any mask.
 *
 * <p>In 2.6.21 and 2.6.22 an NMI always goes by mask, other broadcasts too with CPU hotplug; 2.6.23 to 2.6.38 are the same
 * (read in 2.6.32.9). In 5.10 and 6.1 the shorthand is used whenever the common code allows it. Gone in 6.12: 838ba7733e4e
 * "Remove logical destination mode for 64-bit", which 6.11.3 took over (its announcement) and 6.10.14 (UNVERIFIED: seen
 * queued for it). 6.12 is recorded without it, 6.1 with it.
 *
 * <p>More than 8 CPUs are refused because no kernel picks flat for them - but for 2.6.21, which without CPU hotplug compares
 * AMD's highest id, not the count, and accepts id 8 (a bug), and which a chip set quirk forces to flat. CPUs 8 and up are
 * then lost, unless CPUs 0 to 7 are all in the mask: FFH is everybody, the sender too.
 *
 * <p>Sources: kernel-facts 2.3, 6, 7; 2.6.21 {@code arch/x86_64/kernel/genapic_flat.c}; 5.10
 * {@code arch/x86/kernel/apic/apic_flat_64.c}; recordings of 5.10 and 6.1.
 */
@AutoService(SubArchitecture.class)
public final class FlatSubArchitecture implements SubArchitecture, CurrentSpi {
    static final String NAME = "x86_64/flat";

    private static final ReleaseRange RELEASES = ReleaseRange.between("2.6.21", "6.12");
    private static final List<ReleaseRange> REMOVED_IN_STABLE =
            List.of(ReleaseRange.between("6.10.14", "6.11"), ReleaseRange.between("6.11.3", "6.12"));

    /** Found by {@link java.util.ServiceLoader}. */
    public FlatSubArchitecture() {}

    /** Whether kernels of this release have the driver. */
    static boolean isIn(KernelRelease release) {
        return RELEASES.contains(release) && REMOVED_IN_STABLE.stream().noneMatch(range -> range.contains(release));
    }

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
                "kernel-facts 2.3, 6, 7",
                "2.6.21 arch/x86_64/kernel/genapic_flat.c",
                "5.10 arch/x86/kernel/apic/apic_flat_64.c",
                "removed by 838ba7733e4e, 6.12");
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Requirements.of(machine)
                .architecture(Architecture.X86_64)
                .mode(ApicMode.XAPIC)
                .release(RELEASES, "removed in 6.12 (commit 838ba7733e4e)")
                .that(
                        !RELEASES.contains(machine.release()) || isIn(machine.release()),
                        "removed from " + machine.release() + " as in 6.12 (commit 838ba7733e4e)")
                .that(
                        machine.cpuCount() <= 8
                                || X86Selector.takesFlatByAmdsHighestId(machine)
                                || X86Selector.isForcedFlat(machine),
                        "no rule of this kernel leads to flat with " + machine.cpuCount()
                                + " CPUs: its mask has room for 8")
                .result();
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu.number()));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return X86Facts.of(machine, DestinationMode.LOGICAL, "8", IoApicRouting.lowestPriority("online map"));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        ShorthandRoutines today = (cpus, request) -> IcrPrograms.logicalMask(cpus, request.vector());
        return LinuxEra.TODAY.includes(machine)
                ? today
                : new Early(machine.config().hotplugCpu());
    }

    /** The routines of 2.6. */
    private record Early(boolean hotplugCpu) implements ShorthandRoutines {
        @Override
        public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
            return IcrPrograms.logicalMask(cpus, request.vector());
        }

        @Override
        public boolean masksAllButSelf(IpiVector vector) {
            return hotplugCpu || vector.isNmi();
        }

        /** Hotplug or not: only an NMI avoids this shorthand. */
        @Override
        public boolean masksAll(IpiVector vector) {
            return vector.isNmi();
        }

        @Override
        public int shorthandModeBit() {
            return Icr.LOGICAL;
        }
    }
}
