package dev.kdumpstop.samples.sockets;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One command for each socket of four CPUs: what NUMA-Q's and Summit's kernels could have done with the cluster model, but sent
 * one by one. No kernel has it. Of 60 CPUs 15 commands are left, so 14 waits instead of 58.
 *
 * <p>Bits 7:4 of a logical destination name the cluster, here the socket; one bit of 3:0 each member (SDM 10.6.2.2).
 */
@AutoService(SubArchitecture.class)
public final class SocketsSubArchitecture implements SubArchitecture {
    private static final ReleaseRange RELEASES = ReleaseRange.from("2.6.21");
    /** Cluster 15 with all four bits would be FFH, which is everybody. */
    private static final int HIGHEST_ID = 15 * 4 - 1;

    /** Found by {@link java.util.ServiceLoader}. */
    public SocketsSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of("x86_64/sockets");
    }

    @Override
    public String summary() {
        return "Invented: cluster model, one write for each socket of four CPUs";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        int highest = Collections.max(machine.apicIds());
        return Requirements.of(machine)
                .architecture(Architecture.X86_64)
                .mode(ApicMode.XAPIC)
                .release(RELEASES, "older kernels are not described")
                .that(
                        highest <= HIGHEST_ID,
                        "APIC id " + highest + " is beyond socket 14, the last that a cluster can name")
                .result();
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_CLUSTER, logicalId(machine.apicId(cpu.number())));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        IpiRoutines bySocket = (cpus, request) -> {
            Map<Integer, CpuSet> members = new TreeMap<>();
            cpus.forEachCpu(cpu -> members.merge(machine.apicId(cpu) >> 2, CpuSet.of(cpu), CpuSet::union));
            return new IcrProgram(
                    members.values().stream()
                            .map(socket -> Send.icrPair(
                                    socket,
                                    destination(machine, socket) << 24,
                                    request.vector().icrBits() | Icr.LOGICAL))
                            .toList(),
                    InterruptScope.EACH_SEND,
                    LostTargets.NONE);
        };
        return bySocket;
    }

    private static int destination(MachineSpec machine, CpuSet socket) {
        int destination = 0;
        for (CpuId cpu : socket) {
            destination |= logicalId(machine.apicId(cpu.number()));
        }
        return destination;
    }

    private static int logicalId(int apicId) {
        return apicId >> 2 << 4 | 1 << (apicId & 3);
    }
}
