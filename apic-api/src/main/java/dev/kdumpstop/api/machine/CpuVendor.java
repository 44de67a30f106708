package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/** CPU vendors the kernels' selection rules tell apart. */
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
