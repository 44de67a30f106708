package dev.kdumpstop.api.cpu;

import org.apiguardian.api.API;

/**
 * The kernel's CPU maps that decide who is addressed.
 *
 * <pre>{@code
 * CpuMaps maps = CpuMaps.allOnline(8).withOffline(CpuSet.of(3));
 * maps.online(); // 0-2,4-7
 * maps.present(); // 0-7
 * }</pre>
 *
 * @param online CPUs the scheduler uses, {@code cpu_online_map}
 * @param present CPUs that are plugged in; a broadcast reaches them whether they are online or not
 * @param bootedOnce CPUs that were brought up at least once; only then is a broadcast safe (kernel-facts section 4.3)
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CpuMaps(CpuSet online, CpuSet present, CpuSet bootedOnce) {

    /** @throws IllegalArgumentException if a CPU is online but not present, or online but never booted */
    public CpuMaps {
        if (!present.containsAll(online)) {
            throw new IllegalArgumentException("CPUs " + online.minus(present) + " are online but not present");
        }
        if (!bootedOnce.containsAll(online)) {
            throw new IllegalArgumentException(
                    "CPUs " + online.minus(bootedOnce) + " are online but were never booted");
        }
    }

    /** All of the first {@code count} CPUs are present, booted and online. */
    public static CpuMaps allOnline(int count) {
        CpuSet all = CpuSet.firstN(count);
        return new CpuMaps(all, all, all);
    }

    /** The same machine after {@code cpus} were taken off line: still present, still booted once. */
    public CpuMaps withOffline(CpuSet cpus) {
        return new CpuMaps(online.minus(cpus), present, bootedOnce);
    }
}
