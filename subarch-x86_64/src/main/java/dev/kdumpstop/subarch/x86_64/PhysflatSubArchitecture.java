package dev.kdumpstop.subarch.x86_64;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.ShorthandRoutines;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/**
 * "physical flat": one write per CPU with its physical id; today a shorthand where the common code allows one.
 *
 * <p>2.6.23 to 2.6.38 are as 2.6.22 (read in 2.6.32.9).
 *
 * <p>Sources: kernel-facts 2.3, 6, 7; 2.6.21 {@code arch/x86_64/kernel/genapic_flat.c}; 5.10
 * {@code arch/x86/kernel/apic/apic_flat_64.c}; recordings of 6.1, 6.12 and 7.2.
 */
@AutoService(SubArchitecture.class)
public final class PhysflatSubArchitecture implements SubArchitecture, CurrentSpi {
    static final String NAME = "x86_64/physflat";

    /** Found by {@link java.util.ServiceLoader}. */
    public PhysflatSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of(NAME);
    }

    @Override
    public String summary() {
        return "Physical addressing, one write per CPU; today one shorthand where it is allowed";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 2.3, 6, 7",
                "2.6.21 arch/x86_64/kernel/genapic_flat.c",
                "5.10 arch/x86/kernel/apic/apic_flat_64.c");
    }

    @Override
    public ReleaseRange releases() {
        return ReleaseRange.from("2.6.21");
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Requirements.of(machine)
                .architecture(Architecture.X86_64)
                .mode(ApicMode.XAPIC)
                .release(releases(), "older kernels are not described")
                .result();
    }

    /**
     * 2.6: flat's set-up, so that CPUs 8 and up get LDR 0. Today LDR and DFR are left alone (5.10's empty
     * {@code physflat_init_apic_ldr}; a recording of 6.1 reads LDR 0 afterwards, one of 7.2 writes neither).
     */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return LinuxEra.TODAY.includes(machine)
                ? ApicSetup.xapicUntouched()
                : ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu.number()));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return X86Facts.of(
                machine,
                DestinationMode.PHYSICAL,
                LinuxEra.TODAY.includes(machine) ? "ids to 0xFE" : "255, one id each",
                IoApicRouting.fixed("online map"));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        IpiRoutines early = sequence(machine);
        ShorthandRoutines today = early::sendMask;
        return LinuxEra.TODAY.includes(machine) ? today : early;
    }

    /** {@code send_IPI_mask_sequence} of 2.6.21, {@code default_send_IPI_mask_sequence_phys} of today. */
    static IpiRoutines sequence(MachineSpec machine) {
        return (cpus, request) ->
                IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
    }
}
