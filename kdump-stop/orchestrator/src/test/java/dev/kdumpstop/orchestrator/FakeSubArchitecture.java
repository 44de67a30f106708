package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;

/** The least a sub-architecture can be: physical ids, one by one. */
public class FakeSubArchitecture implements SubArchitecture {
    private final String name;

    public FakeSubArchitecture(String name) {
        this.name = name;
    }

    @Override
    public SubArchitectureName name() {
        return new SubArchitectureName(Architecture.I386, name);
    }

    @Override
    public String summary() {
        return "one by one";
    }

    @Override
    public ReleaseRange releases() {
        return ReleaseRange.from("2.6.21");
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return machine.cpuCount() <= 4 ? Compatibility.yes() : Compatibility.no("it knows four CPUs at most");
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_FLAT, 1 << cpu.number());
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return request -> {
            CpuSet cpus = request.targets() instanceof Targets.One one
                    ? CpuSet.of(one.cpu().number())
                    : request.onlineButSelf();
            return IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
        };
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }
}
