package dev.kdumpstop.core.apic;

import dev.kdumpstop.api.machine.ApicGeneration;

/**
 * Whom a destination names, for a command without shorthand (apic-facts 1.7, 1.6 X5 and X10).
 *
 * <p>Sources: SDM 10.6.2.1 (physical), 10.6.2.2 (logical), 10.12.9, 10.12.10 (x2APIC).
 */
public final class Destinations {
    private static final int MODEL_FLAT = 0xF;
    private static final int MODEL_CLUSTER = 0x0;
    /** Logical FFH, and physical FFH where ids have 8 bits. */
    private static final int EVERYBODY = 0xFF;

    private final int physicalBroadcast;
    private final int physicalMask;
    private final boolean flatBroadcasts;
    private final boolean clusterBroadcasts;
    private final boolean othersAreCluster;

    /** The rules of a generation under a profile. */
    public Destinations(ApicGeneration generation, ApicProfile profile) {
        boolean narrow = generation.idBits() < 8;
        physicalBroadcast = narrow ? 0xF : 0xFF;
        physicalMask = narrow ? 0xF : 0xFF;
        flatBroadcasts = !profile.has(Deviation.FLAT_FF_NEEDS_LDR_BIT);
        clusterBroadcasts = !profile.has(Deviation.CLUSTER_FF_IS_CLUSTER_15);
        othersAreCluster = profile.has(Deviation.OTHER_MODELS_ARE_CLUSTER);
    }

    /** xAPIC mode, physical: {@code destination} is ICR-high 31:24, {@code id} the id register. Ids may be equal. */
    public boolean physical(int destination, int id) {
        int meant = destination & physicalMask;
        return meant == physicalBroadcast || meant == (id >>> 24 & physicalMask);
    }

    /** xAPIC mode, logical. The models other than flat and cluster are undefined and match nobody. */
    public boolean logical(int destination, int ldr, int dfr) {
        int own = ldr >>> 24;
        int model = dfr >>> 28;
        if (model == MODEL_FLAT) {
            return (destination & own) != 0 || (destination == EVERYBODY && flatBroadcasts);
        } else if (model == MODEL_CLUSTER || othersAreCluster) {
            return (destination >>> 4 == own >>> 4 && (destination & own & 0xF) != 0)
                    || (destination == EVERYBODY && clusterBroadcasts);
        }
        return false;
    }

    /** x2APIC mode, physical: 32 bits. */
    public static boolean x2apicPhysical(int destination, int id) {
        return destination == -1 || destination == id;
    }

    /** x2APIC mode, logical: cluster in 31:16, a mask of its members in 15:0. */
    public static boolean x2apicLogical(int destination, int ldr) {
        return destination == -1 || (destination >>> 16 == ldr >>> 16 && (destination & ldr & 0xFFFF) != 0);
    }

    /** LDR that x2APIC mode derives from the id (SDM 10.12.10.2). */
    public static int x2apicLdr(int id) {
        return (id >>> 4 & 0xFFFF) << 16 | 1 << (id & 0xF);
    }
}
