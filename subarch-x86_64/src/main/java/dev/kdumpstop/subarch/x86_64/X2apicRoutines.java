package dev.kdumpstop.subarch.x86_64;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;

/** What both x2APIC drivers share: broadcasts by shorthand, the self-IPI register, the machines they need. */
interface X2apicRoutines extends IpiRoutines {
    /** The drivers came with 2.6.28 (UNVERIFIED). */
    ReleaseRange RELEASES = ReleaseRange.from("2.6.28");

    /** Between 2.6.28 and 2.6.38 the drivers exist, but what they sent is not described. */
    static Compatibility supports(MachineSpec machine) {
        return Requirements.of(machine)
                .architecture(Architecture.X86_64)
                .mode(ApicMode.X2APIC)
                .release(RELEASES, "x2APIC drivers came with 2.6.28")
                .that(
                        !RELEASES.contains(machine.release()) || !LinuxEra.EARLY.includes(machine),
                        "what the x2APIC drivers of " + machine.release() + " send is not described; described is "
                                + LinuxEra.TODAY.releases())
                .result();
    }

    @Override
    default DeliveryPlan sendAllButSelf(IpiRequest request) {
        return broadcast(request.onlineButSelf(), request, Icr.ALL_EXCLUDING_SELF);
    }

    @Override
    default DeliveryPlan sendAll(IpiRequest request) {
        return broadcast(request.maps().online(), request, Icr.ALL_INCLUDING_SELF);
    }

    @Override
    default DeliveryPlan sendSelf(IpiRequest request) {
        return IcrPrograms.x2apicSelf(request.sender(), request.vector());
    }

    private static DeliveryPlan broadcast(CpuSet intended, IpiRequest request, int shorthand) {
        return IcrPrograms.x2apicShorthand(intended, request.vector(), shorthand);
    }
}
