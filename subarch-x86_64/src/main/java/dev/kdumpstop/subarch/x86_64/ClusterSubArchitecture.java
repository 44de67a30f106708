package dev.kdumpstop.subarch.x86_64;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.XapicClusters;
import java.util.List;

/**
 * "clustered": the APICs are put into the cluster model, but IPIs are sent in physical mode, one write per CPU; the
 * logical ids are not used for them. 2.6.22 no longer has it.
 *
 * <p>Sources: kernel-facts 2.3, 7; 2.6.21 {@code arch/x86_64/kernel/genapic_cluster.c}; removed by 424df390101f and
 * 07c7c4744400.
 */
@AutoService(SubArchitecture.class)
public final class ClusterSubArchitecture implements SubArchitecture, CurrentSpi {
    static final String NAME = "x86_64/cluster";

    private static final ReleaseRange RELEASES = ReleaseRange.between("2.6.21", "2.6.22");

    /** Found by {@link java.util.ServiceLoader}. */
    public ClusterSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of(NAME);
    }

    @Override
    public String summary() {
        return "Cluster model set up, but IPIs in physical mode, one write per CPU";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 2.3, 7",
                "2.6.21 arch/x86_64/kernel/genapic_cluster.c",
                "removed by 424df390101f and 07c7c4744400, 2.6.22");
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
                .release(RELEASES, "removed in 2.6.22 (commits 424df390101f and 07c7c4744400)")
                .result();
    }

    /**
     * The id's cluster, and one bit for the CPU's place among those of the cluster that were booted before it; from the
     * fourth on all share bit 3.
     */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        int place = Math.min(XapicClusters.bootedBefore(machine, cpu.number()), XapicClusters.ROOM - 1);
        return ApicSetup.xapic(ApicSetup.DFR_CLUSTER, XapicClusters.cluster(machine.apicId(cpu.number())) | 1 << place);
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, "255, one id each")
                .with(IoApicRouting.fixed("CPU 0"));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return PhysflatSubArchitecture.sequence(machine);
    }
}
