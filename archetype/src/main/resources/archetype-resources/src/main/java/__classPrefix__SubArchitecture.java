package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;

/** Physical ids, one ICR write per CPU, on machines of up to 64 CPUs. */
@AutoService(SubArchitecture.class)
public final class ${classPrefix}SubArchitecture implements SubArchitecture {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of("x86_64/${id}");
    }

    @Override
    public String summary() {
        return "physical ids, one by one, up to 64 CPUs";
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
                .release(RELEASES, "the driver came with 5.10")
                .mode(ApicMode.XAPIC)
                .that(machine.cpuCount() <= 64, "has room for 64 CPUs")
                .result();
    }

    /** Physical mode asks neither DFR nor LDR. */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapicUntouched();
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        IpiRoutines sendMask = (cpus, request) ->
                IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
        return sendMask;
    }
}
