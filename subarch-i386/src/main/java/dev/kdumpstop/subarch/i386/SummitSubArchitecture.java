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
import dev.kdumpstop.api.subarch.XapicClusters;
import java.util.Locale;

/**
 * {@code mach-summit} (IBM EXA and VIGIL): one write per CPU, logical, to APICs in the cluster model. The kernel counts the
 * CPUs of a cluster as they come up and gives each the next of four bits.
 *
 * <p>A fifth CPU in a cluster is a {@code BUG_ON}: {@link #supports} says no. Asked all the same, the delivery gives that
 * CPU an id without a bit and counts it as lost.
 *
 * <p>Sources: kernel-facts 2.2, 7; 2.6.21 {@code include/asm-i386/mach-summit/mach_apic.h}.
 */
@AutoService(SubArchitecture.class)
public final class SummitSubArchitecture extends MachineType {
    /** Found by {@link java.util.ServiceLoader}. */
    public SummitSubArchitecture() {
        super(
                "summit",
                "IBM Summit: logical cluster addressing, one write per CPU, four CPUs a cluster",
                "kernel-facts 2.1, 2.2, 7",
                "2.6.21 include/asm-i386/mach-summit/mach_apic.h");
    }

    @Override
    void require(Requirements requirements, MachineSpec machine) {
        for (int cpu = machine.maps().bootedOnce().next(0);
                cpu >= 0;
                cpu = machine.maps().bootedOnce().next(cpu + 1)) {
            if (XapicClusters.bootedBefore(machine, cpu) == XapicClusters.ROOM) {
                requirements.that(
                        false,
                        String.format(
                                Locale.ROOT,
                                "CPU %d is the fifth of cluster 0x%02x, which has room for 4: BUG in init_apic_ldr",
                                cpu,
                                XapicClusters.cluster(machine.apicId(cpu))));
            }
        }
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                machine,
                SubArchitectureFacts.ipis(DestinationMode.LOGICAL, "4 per cluster: a 5th is a BUG"),
                IoApicRouting.lowestPriority("CPU 0"),
                I386.constants(true, false, 0xFF, 0xF0, 32));
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_CLUSTER, logicalId(machine, cpu.number()));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new SequenceRoutines(DestinationMode.LOGICAL, cpu -> logicalId(machine, cpu));
    }

    private static int logicalId(MachineSpec machine, int cpu) {
        int place = XapicClusters.bootedBefore(machine, cpu);
        int bit = place < XapicClusters.ROOM ? 1 << place : 0;
        return XapicClusters.cluster(machine.apicId(cpu)) | bit;
    }
}
