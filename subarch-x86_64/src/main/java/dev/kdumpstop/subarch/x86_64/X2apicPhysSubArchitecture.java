package dev.kdumpstop.subarch.x86_64;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.List;

/**
 * "physical x2apic": 32-bit physical ids, one MSR write per CPU, or one shorthand.
 *
 * <p>Sources: kernel-facts 6; 5.10 {@code arch/x86/kernel/apic/x2apic_phys.c}; recordings of 6.1.
 */
@AutoService(SubArchitecture.class)
public final class X2apicPhysSubArchitecture implements SubArchitecture, CurrentSpi {
    static final String NAME = "x86_64/x2apic-phys";

    /** Found by {@link java.util.ServiceLoader}. */
    public X2apicPhysSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of(NAME);
    }

    @Override
    public String summary() {
        return "x2APIC by physical id, one MSR write per CPU, or one shorthand";
    }

    @Override
    public List<String> sources() {
        return List.of("kernel-facts 6", "5.10 arch/x86/kernel/apic/x2apic_phys.c");
    }

    @Override
    public ReleaseRange releases() {
        return X2apicRoutines.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return X2apicRoutines.supports(machine);
    }

    /** The LDR is the hardware's (SDM 10.12.10.2). */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(machine.apicId(cpu.number())));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, "32-bit ids");
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new Routines(machine);
    }

    private record Routines(MachineSpec machine) implements X2apicRoutines {
        @Override
        public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
            return IcrPrograms.x2apicSequence(cpus, request.vector(), machine::apicId);
        }

        @Override
        public DeliveryPlan sendOne(CpuId cpu, IpiRequest request) {
            return IcrPrograms.x2apicSingle(
                    cpu, request.vector(), DestinationMode.PHYSICAL, machine.apicId(cpu.number()));
        }
    }
}
