package dev.kdumpstop.plugin.uv;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/**
 * "UV large system": CPUs in x2APIC mode that are reached through a register of the hub of their node, one write each.
 *
 * <p>Older kernels (2.6.32 and 5.4 read) picked it for a UV 1 (MADT of SGI, table UVH). How those stop is not described. Later ones still have it,
 * with the same words, and pick it for no machine: UV 2 and later are x2APIC machines as any other. So it has to be named:
 * {@code --subarch x86_64/x2apic-uv} asks what its way of sending comes to.
 *
 * <p>Sources: kernel-facts 6; {@code arch/x86/kernel/apic/x2apic_uv_x.c} of 2.6.32.59, 5.4, 5.10.13 and later, and
 * {@code arch/x86/include/asm/uv/uv_hub.h}.
 */
@AutoService(SubArchitecture.class)
public final class UvSubArchitecture implements SubArchitecture {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");

    /** Found by {@link java.util.ServiceLoader}. */
    public UvSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of("x86_64/x2apic-uv");
    }

    @Override
    public String summary() {
        return "SGI UV: a 64-bit register of the target's node, one write per CPU, no wait, no shorthand";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 6", "5.10 arch/x86/kernel/apic/x2apic_uv_x.c", "5.10 arch/x86/include/asm/uv/uv_hub.h");
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
        return Requirements.of(machine)
                .architecture(Architecture.X86_64)
                .mode(ApicMode.X2APIC)
                .release(RELEASES, "how older kernels stop on a UV is not described")
                .result();
    }

    /** The LDR is the hardware's (SDM 10.12.10.2); {@code uv_init_apic_ldr} was empty. */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(machine.apicId(cpu.number())));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, "32-bit ids")
                .withUnverified("the node of a CPU: bits 6 and up of its id are taken, as where firmware does not say");
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new UvRoutines(machine);
    }
}
