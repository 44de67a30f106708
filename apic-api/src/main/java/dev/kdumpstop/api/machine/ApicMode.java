package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * The mode IA32_APIC_BASE selects while the kernel runs (SDM 10.12.1).
 *
 * <pre>{@code
 * MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.1").cpus(4).mode(ApicMode.X2APIC).build();
 * machine.interconnect().id(); // x2apic-fabric
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ApicMode {
    /** Registers in memory, 8-bit ids, ICR as a pair, delivery status. */
    XAPIC,
    /** Registers as MSRs, 32-bit ids, one 64-bit ICR, no delivery status. */
    X2APIC
}
