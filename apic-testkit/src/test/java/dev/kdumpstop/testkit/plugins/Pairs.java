package dev.kdumpstop.testkit.plugins;

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
import java.util.List;

/** A good sub-architecture. The broken ones differ from it in one thing each. */
@AutoService(SubArchitecture.class)
public class Pairs implements SubArchitecture {
    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of("i386/pairs");
    }

    @Override
    public String summary() {
        return "physical ids, one by one";
    }

    @Override
    public List<String> sources() {
        return List.of("made up for a test");
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return ReleaseRange.between("2.6.21", "2.6.30");
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Requirements.of(machine)
                .architecture(Architecture.I386)
                .mode(ApicMode.XAPIC)
                .release(releases(), "nobody built a later one")
                .that(machine.cpuCount() <= 64, "it has 64 sockets at most")
                .result();
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu.number()));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        IpiRoutines routines = (cpus, request) ->
                IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
        return routines;
    }
}
