package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.machine.MachineSpec;
import org.apiguardian.api.API;

/**
 * The cluster model of xAPIC: bits 7:4 of an id name a cluster, four bits below address its members.
 *
 * <p>CPU 0 is the one that boots, whatever its id, and the others follow in ascending order; one that never booted takes no
 * place. Kernels give out the bits in that order (kernel-facts 2.2 summit, 2.3 cluster).
 *
 * <pre>{@code
 * MachineSpec machine = MachineSpec.builder(Architecture.I386, "2.6.21").apicIds(0x00, 0x01, 0x10, 0x11).build();
 * int member = 1 << XapicClusters.bootedBefore(machine, 3); // 2
 * Integer.toHexString(XapicClusters.cluster(machine.apicId(3)) | member); // 12
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class XapicClusters {
    /** Members that a cluster can address. */
    public static final int ROOM = 4;

    private XapicClusters() {}

    /** {@code apicid_cluster}: the id without its low four bits. */
    public static int cluster(int id) {
        return id & 0xF0;
    }

    /** How many CPUs of its cluster were booted before this CPU: 0 for the first. */
    public static int bootedBefore(MachineSpec machine, int cpu) {
        int before = 0;
        for (int other = 0; other < cpu; other++) {
            if (machine.maps().bootedOnce().contains(other)
                    && cluster(machine.apicId(other)) == cluster(machine.apicId(cpu))) {
                before++;
            }
        }
        return before;
    }
}
