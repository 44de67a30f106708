package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.Icr;
import org.apiguardian.api.API;

/**
 * A delivery written the way the kernel's drivers are: one routine per entry point, the function pointers
 * {@code send_IPI*} of Linux. Only {@link #sendMask} must be given, so that a lambda is a driver; the other routines fall
 * back on it as the kernel's do, and a driver overrides the ones that differ.
 *
 * <p>Sources: 2.6.21 {@code include/asm-i386/mach-*&#47;mach_ipi.h}, {@code arch/x86_64/kernel/genapic_*.c}; 5.10
 * {@code arch/x86/kernel/apic/ipi.c} (kernel-facts 2.1 to 2.3, 6).
 *
 * <pre>{@code
 * IpiRoutines driver = (cpus, request) -> IcrPrograms.logicalMask(cpus, request.vector());
 * driver.planFor(request).equals(driver.sendMask(CpuSet.parse("1-7"), request)); // true
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IpiRoutines extends IpiDelivery {

    /** {@code send_IPI_mask}: to the CPUs of {@code cpus}, the sender too if it is among them. */
    DeliveryPlan sendMask(CpuSet cpus, IpiRequest request);

    /** {@code send_IPI}: to one CPU; a mask of one unless overridden, as where the routine does not exist (2.6). */
    default DeliveryPlan sendOne(CpuId cpu, IpiRequest request) {
        return sendMask(CpuSet.of(cpu.number()), request);
    }

    /**
     * {@code send_IPI_mask_allbutself}: the mask without the sender, nothing if that is empty. Before 2.6.29 callers
     * take themselves out and call {@code send_IPI_mask}, which comes to the same.
     */
    default DeliveryPlan sendMaskAllButSelf(CpuSet cpus, IpiRequest request) {
        CpuSet others = cpus.without(request.sender().number());
        return others.isEmpty() ? IcrProgram.empty() : sendMask(others, request);
    }

    /** {@code send_IPI_allbutself}: the online mask without the sender unless overridden. */
    default DeliveryPlan sendAllButSelf(IpiRequest request) {
        CpuSet others = request.onlineButSelf();
        return others.isEmpty() ? IcrProgram.empty() : sendMask(others, request);
    }

    /** {@code send_IPI_all}: the online mask unless overridden. */
    default DeliveryPlan sendAll(IpiRequest request) {
        return sendMask(request.maps().online(), request);
    }

    /** {@code send_IPI_self}: the xAPIC shorthand "self" in physical mode unless overridden. */
    default DeliveryPlan sendSelf(IpiRequest request) {
        return IcrPrograms.shorthand(CpuSet.of(request.sender().number()), request.vector(), Icr.SELF, 0);
    }

    @Override
    default DeliveryPlan planFor(IpiRequest request) {
        Targets targets = request.targets();
        if (targets instanceof Targets.One one) {
            return sendOne(one.cpu(), request);
        } else if (targets instanceof Targets.Mask mask) {
            return sendMask(mask.cpus(), request);
        } else if (targets instanceof Targets.MaskAllButSelf mask) {
            return sendMaskAllButSelf(mask.cpus(), request);
        } else if (targets instanceof Targets.AllButSelf) {
            return sendAllButSelf(request);
        } else if (targets instanceof Targets.All) {
            return sendAll(request);
        }
        return sendSelf(request);
    }
}
