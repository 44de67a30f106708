package dev.kdumpstop.experiments.traffic;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.KernelVector;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.orchestrator.KernelParts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What each CPU executes for its requests: the sub-architecture's programs with a solution's waits. */
public final class SendScripts {
    /** On x86_64 the vector of a TLB shoot-down depends on the sender (kernel-facts 2.3). */
    private static final int TLB_VECTORS = 8;

    private final MachineSpec machine;
    private final IpiDelivery delivery;
    private final Partners partners;

    /** @throws IllegalArgumentException if the kernel has no local APIC to send with */
    public SendScripts(MachineSpec machine, SubArchitecture subArchitecture, Partners partners) {
        if (!subArchitecture.kernelFeatures(machine).localApic()) {
            throw new IllegalArgumentException(subArchitecture.name() + " sends nothing: it has no local APIC");
        }
        this.machine = machine;
        this.delivery = subArchitecture.ipiDelivery(machine);
        this.partners = partners;
    }

    /** The script of one CPU; the number of each request is that of {@link Partners}. */
    public CpuScript script(int cpu, Solution solution) {
        List<Consumer<CpuScript.Builder>> requests = new ArrayList<>();
        boolean today = LinuxEra.TODAY.includes(machine);
        int reschedule = vector(KernelVector.RESCHEDULE, 0xFD);
        int call = vector(KernelVector.CALL_FUNCTION, 0xFC);
        for (int target : partners.rescheduled(cpu)) {
            Targets one = today ? new Targets.One(CpuId.of(target)) : new Targets.Mask(CpuSet.of(target));
            requests.add(send(cpu, one, reschedule, Purpose.NORMAL, solution));
        }
        requests.add(
                send(cpu, new Targets.Mask(partners.flushed(cpu)), tlbVector(cpu, call), Purpose.NORMAL, solution));
        if (partners.sends(cpu, TrafficKind.CALL_FUNCTION)) {
            Targets all = !today || KernelParts.shorthandAllowed(machine)
                    ? new Targets.AllButSelf()
                    : new Targets.MaskAllButSelf(machine.maps().online());
            requests.add(send(cpu, all, call, Purpose.NORMAL, solution));
            requests.add(send(cpu, all, IpiVector.NMI.number(), Purpose.NMI_BACKTRACE, solution));
        }
        return CpuScript.builder("traffic of CPU " + cpu).serve(requests).build();
    }

    private Consumer<CpuScript.Builder> send(int cpu, Targets targets, int vector, Purpose purpose, Solution solution) {
        DeliveryPlan plan =
                delivery.planFor(new IpiRequest(CpuId.of(cpu), targets, new IpiVector(vector), machine.maps()));
        if (plan instanceof NoSuchRoutine missing) {
            throw new IllegalArgumentException(
                    "calls " + missing.routine() + ", which is not there (" + missing.reason() + ")");
        }
        return script -> script.program((IcrProgram) plan, purpose, vector, solution);
    }

    /** The number in this kernel, or that of x86_64 where none is described: it matters for nothing but priority. */
    private int vector(KernelVector name, int otherwise) {
        return name.on(machine).orElse(otherwise);
    }

    /** A kernel without a vector for it calls a function. */
    private int tlbVector(int cpu, int call) {
        int first = vector(KernelVector.INVALIDATE_TLB, call);
        boolean several = first != call && machine.architecture() == Architecture.X86_64;
        return several ? first + cpu % TLB_VECTORS : first;
    }
}
