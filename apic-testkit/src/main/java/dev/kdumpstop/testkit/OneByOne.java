package dev.kdumpstop.testkit;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
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

/**
 * The plainest sub-architecture there is, for tests of everything that is none: any machine of its architecture, one write
 * per CPU with its physical id.
 */
final class OneByOne implements SubArchitecture {
    private final Architecture architecture;

    OneByOne(Architecture architecture) {
        this.architecture = architecture;
    }

    static SubArchitectureName nameFor(MachineSpec machine) {
        return new SubArchitectureName(machine.architecture(), MachineTestKit.ONE_BY_ONE);
    }

    @Override
    public SubArchitectureName name() {
        return new SubArchitectureName(architecture, MachineTestKit.ONE_BY_ONE);
    }

    @Override
    public String summary() {
        return "Physical addressing, one write per CPU; the test kit's own";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return ReleaseRange.from("2.6.21");
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Requirements.of(machine).architecture(architecture).result();
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return machine.mode() == ApicMode.X2APIC
                ? ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(machine.apicId(cpu.number())))
                : ApicSetup.xapicUntouched();
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new Routines(machine);
    }

    private record Routines(MachineSpec machine) implements IpiRoutines {
        private boolean x2apic() {
            return machine.mode() == ApicMode.X2APIC;
        }

        @Override
        public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
            return x2apic()
                    ? IcrPrograms.x2apicSequence(cpus, request.vector(), machine::apicId)
                    : IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
        }

        @Override
        public DeliveryPlan sendSelf(IpiRequest request) {
            return x2apic()
                    ? IcrPrograms.x2apicSelf(request.sender(), request.vector())
                    : IpiRoutines.super.sendSelf(request);
        }
    }
}
