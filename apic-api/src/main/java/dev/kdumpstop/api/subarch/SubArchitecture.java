package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.stop.RegisterStep;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One way in which a kernel sets up the APICs and addresses CPUs; a {@link java.util.ServiceLoader} service.
 *
 * <p>The kernel's release is part of the machine, so one plug-in covers all releases of its driver.
 *
 * <pre>{@code
 * public final class OneByOne implements SubArchitecture {
 *     @Override public SubArchitectureName name() { return SubArchitectureName.of("i386/one-by-one"); }
 *     @Override public String summary() { return "Physical ids, one write per CPU"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public ReleaseRange releases() { return ReleaseRange.from("2.6.21"); }
 *     @Override public Compatibility supports(MachineSpec machine) { return Compatibility.yes(); }
 *     @Override public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) { return ApicSetup.xapicUntouched(); }
 *     @Override public IpiDelivery ipiDelivery(MachineSpec machine) {
 *         return (IpiRoutines) (cpus, request) ->
 *                 IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface SubArchitecture extends Extension {

    /** {@code i386/bigsmp}. */
    SubArchitectureName name();

    @Override
    default String id() {
        return name().toString();
    }

    /** The releases that have this sub-architecture. */
    ReleaseRange releases();

    /**
     * Whether a kernel of this sub-architecture can run on the machine at all: right architecture, release, APIC mode,
     * CPU count. Losing CPUs silently is not a reason to say no; it is what {@link IpiDelivery} then shows.
     */
    Compatibility supports(MachineSpec machine);

    /** What the kernel was built with. */
    default KernelFeatures kernelFeatures(MachineSpec machine) {
        return KernelFeatures.USUAL;
    }

    /** What else is known of that kernel, for listings and tables; nothing unless overridden. */
    default SubArchitectureFacts facts(MachineSpec machine) {
        return SubArchitectureFacts.none();
    }

    /**
     * The accesses by which the kernel reads its own hardware APIC id in the crash path; empty unless overridden. i386
     * does so (safe_smp_processor_id); drivers that mask the id by the APIC's version read that register too.
     */
    default List<RegisterStep> ownIdRead(MachineSpec machine) {
        return List.of();
    }

    /**
     * The number a crashing CPU takes itself for: its own, unless the kernel finds it by an APIC id that it misreads. The
     * stop then leaves out the wrong CPU.
     */
    default CpuId ownNumber(MachineSpec machine, CpuId crashingCpu) {
        return crashingCpu;
    }

    /** How that kernel programs the local APIC of one CPU. */
    ApicSetup apicSetup(MachineSpec machine, CpuId cpu);

    /** How that kernel sends on this machine. */
    IpiDelivery ipiDelivery(MachineSpec machine);
}
