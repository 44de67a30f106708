package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuSet;
import org.apiguardian.api.API;

/**
 * CPUs that were asked for and that no word of the program addresses.
 *
 * <pre>{@code
 * LostTargets lost = IcrPrograms.logicalMask(CpuSet.of(7, 8), IpiVector.NMI).lost();
 * lost.cpus(); // 8
 * lost.reason(); // the mask is shifted into 8 bits; CPUs 8 and up fall out
 * new LostTargets(CpuSet.of(4), "the mailbox has four slots").cpus(); // 4
 * }</pre>
 *
 * @param cpus the CPUs lost; may be empty
 * @param reason why, empty if none is lost
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LostTargets(CpuSet cpus, String reason) {
    /** Nobody is lost. */
    public static final LostTargets NONE = new LostTargets(CpuSet.empty(), "");
}
