package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.icr.Icr;
import org.apiguardian.api.API;

/**
 * {@link IpiRoutines} that broadcast by xAPIC shorthand unless the driver says otherwise for a vector. As it stands it is
 * what today's drivers do: always the shorthand, without a destination-mode bit.
 *
 * <p>Sources: 2.6.21 {@code include/asm-i386/mach-default/mach_ipi.h}, {@code arch/x86_64/kernel/genapic_flat.c}; 5.10
 * {@code arch/x86/kernel/apic/ipi.c} (kernel-facts 2.2, 2.3, 6).
 *
 * <pre>{@code
 * public final class NmisByMask implements ShorthandRoutines {
 *     @Override public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
 *         return IcrPrograms.logicalMask(cpus, request.vector());
 *     }
 *
 *     @Override public boolean masksAllButSelf(IpiVector vector) {
 *         return vector.isNmi();
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ShorthandRoutines extends IpiRoutines {

    /** Whether {@code send_IPI_allbutself} sends to the mask instead of using the shorthand for this vector. */
    default boolean masksAllButSelf(IpiVector vector) {
        return false;
    }

    /** Whether {@code send_IPI_all} sends to the mask instead of using the shorthand for this vector. */
    default boolean masksAll(IpiVector vector) {
        return false;
    }

    /** {@link Icr#LOGICAL} where the kernel sets it along with "all" and "all but self" (2.6), else 0. */
    default int shorthandModeBit() {
        return 0;
    }

    /** Nothing if fewer than two CPUs are online; today the driver's caller asks that. */
    @Override
    default DeliveryPlan sendAllButSelf(IpiRequest request) {
        if (request.maps().online().size() < 2) {
            return IcrProgram.empty();
        }
        return masksAllButSelf(request.vector())
                ? sendMaskAllButSelf(request.maps().online(), request)
                : IcrPrograms.shorthand(
                        request.onlineButSelf(), request.vector(), Icr.ALL_EXCLUDING_SELF, shorthandModeBit());
    }

    @Override
    default DeliveryPlan sendAll(IpiRequest request) {
        return masksAll(request.vector())
                ? sendMask(request.maps().online(), request)
                : IcrPrograms.shorthand(
                        request.maps().online(), request.vector(), Icr.ALL_INCLUDING_SELF, shorthandModeBit());
    }
}
