package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * Build options of the kernel that change what it sends.
 *
 * <pre>{@code
 * KernelConfig noHotplug = new KernelConfig(false, true);
 * machine.toBuilder().config(noHotplug).build().config().hotplugCpu(); // false
 * }</pre>
 *
 * @param hotplugCpu CONFIG_HOTPLUG_CPU: in 2.6.21 it turns {@code no_broadcast} on (i386) and shorthands off (x86_64)
 * @param goodApic CONFIG_X86_GOOD_APIC: a plain store instead of the exchange that works around erratum 11AP (i386)
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KernelConfig(boolean hotplugCpu, boolean goodApic) {

    /** What distributions built: CPU hotplug and a plain store. */
    public static KernelConfig usual() {
        return new KernelConfig(true, true);
    }
}
