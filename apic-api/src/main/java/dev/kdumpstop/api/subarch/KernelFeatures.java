package dev.kdumpstop.api.subarch;

import org.apiguardian.api.API;

/**
 * What a kernel built for this sub-architecture has, as far as the stop procedures ask.
 *
 * <pre>{@code
 * KernelFeatures voyager = new KernelFeatures(false, false);
 * KernelFeatures.USUAL.localApic(); // true
 * }</pre>
 *
 * @param localApic CONFIG_X86_LOCAL_APIC; without it kdump stops nobody (voyager)
 * @param ioApic CONFIG_X86_IO_APIC; without it the stop does not touch one (visws)
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KernelFeatures(boolean localApic, boolean ioApic) {
    /** Both. */
    public static final KernelFeatures USUAL = new KernelFeatures(true, true);
}
