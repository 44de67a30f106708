package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.KernelVector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What kernels ask their senders for on a machine: all six forms, with masks full, sparse and empty. */
final class Requests {
    private static final int RESCHEDULE_ELSEWHERE = 0xFD;

    private Requests() {}

    /** The CPUs that send: the first and the last that are online. */
    static List<CpuId> senders(MachineSpec machine) {
        CpuSet online = machine.maps().online();
        return online.size() == 1
                ? List.of(CpuId.of(online.lowest()))
                : List.of(CpuId.of(online.lowest()), CpuId.of(online.highest()));
    }

    /** An NMI, and an ordinary interrupt. */
    static List<IpiVector> vectors(MachineSpec machine) {
        return List.of(
                IpiVector.NMI, new IpiVector(KernelVector.RESCHEDULE.on(machine).orElse(RESCHEDULE_ELSEWHERE)));
    }

    /** An NMI is asked for neither to all nor to the sender: no kernel does, and the manuals list the words as invalid. */
    static List<IpiRequest> of(MachineSpec machine, CpuId sender) {
        CpuMaps maps = machine.maps();
        CpuSet online = maps.online();
        CpuSet others = online.without(sender.number());
        CpuSet everySecond = CpuSet.empty();
        for (int cpu = others.next(0); cpu >= 0; cpu = others.next(cpu + 2)) {
            everySecond = everySecond.with(cpu);
        }
        Set<Targets> targets = new LinkedHashSet<>();
        if (!others.isEmpty()) {
            targets.add(new Targets.One(CpuId.of(others.lowest())));
            targets.add(new Targets.One(CpuId.of(others.highest())));
        }
        targets.add(new Targets.Mask(CpuSet.empty()));
        targets.add(new Targets.Mask(CpuSet.of(sender.number())));
        targets.add(new Targets.Mask(others));
        targets.add(new Targets.Mask(online));
        targets.add(new Targets.Mask(everySecond));
        targets.add(new Targets.Mask(maps.bootedOnce())); // those off line too
        targets.add(new Targets.MaskAllButSelf(CpuSet.empty()));
        targets.add(new Targets.MaskAllButSelf(CpuSet.of(sender.number())));
        targets.add(new Targets.MaskAllButSelf(online));
        targets.add(new Targets.MaskAllButSelf(everySecond));
        targets.add(new Targets.AllButSelf());
        List<IpiRequest> requests = new ArrayList<>();
        for (IpiVector vector : vectors(machine)) {
            targets.forEach(each -> requests.add(new IpiRequest(sender, each, vector, maps)));
            if (!vector.isNmi()) {
                requests.add(new IpiRequest(sender, new Targets.All(), vector, maps));
                requests.add(new IpiRequest(sender, new Targets.Self(), vector, maps));
            }
        }
        return requests;
    }

    /** The CPUs a request names. */
    static CpuSet asked(IpiRequest request) {
        CpuSet self = CpuSet.of(request.sender().number());
        Targets targets = request.targets();
        if (targets instanceof Targets.One one) {
            return CpuSet.of(one.cpu().number());
        } else if (targets instanceof Targets.Mask mask) {
            return mask.cpus();
        } else if (targets instanceof Targets.MaskAllButSelf mask) {
            return mask.cpus().minus(self);
        } else if (targets instanceof Targets.AllButSelf) {
            return request.onlineButSelf();
        } else if (targets instanceof Targets.All) {
            return request.maps().online();
        }
        return self;
    }

    /** Whether the sender must not be hit. */
    static boolean leavesOutSelf(IpiRequest request) {
        return request.targets() instanceof Targets.AllButSelf || request.targets() instanceof Targets.MaskAllButSelf;
    }

    /** Whether it is for all there are, so that a shorthand may reach CPUs off line too. */
    static boolean isBroadcast(IpiRequest request) {
        return request.targets() instanceof Targets.AllButSelf || request.targets() instanceof Targets.All;
    }

    /** The request in words. */
    static String words(IpiRequest request) {
        Targets targets = request.targets();
        String whom = targets instanceof Targets.One one
                ? "One(" + one.cpu() + ")"
                : targets instanceof Targets.Mask mask
                        ? "Mask(" + mask.cpus() + ")"
                        : targets instanceof Targets.MaskAllButSelf mask
                                ? "MaskAllButSelf(" + mask.cpus() + ")"
                                : targets.getClass().getSimpleName();
        return whom + " of " + request.sender() + ", "
                + (request.vector().isNmi()
                        ? "NMI"
                        : "vector " + Integer.toHexString(request.vector().number()) + "H");
    }
}
