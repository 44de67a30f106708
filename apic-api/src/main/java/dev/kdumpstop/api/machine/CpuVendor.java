package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * CPU vendors the kernels' selection rules tell apart.
 *
 * <pre>{@code
 * boolean clustered = machine.vendor() == CpuVendor.AMD && machine.cpuCount() > 8; // false
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum CpuVendor {
    /** GenuineIntel. */
    INTEL,
    /** AuthenticAMD. */
    AMD,
    /** HygonGenuine. */
    HYGON,
    /** Any other. */
    OTHER
}
