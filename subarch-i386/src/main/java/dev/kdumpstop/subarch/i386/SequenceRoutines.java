package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import java.util.function.IntUnaryOperator;

/**
 * {@code send_IPI_mask_sequence} with the table {@code cpu_2_logical_apicid}, which each CPU fills with its own LDR when it
 * comes up and which has {@link I386#BAD_APICID} for the others (kernel-facts 2.1, 2.2; 2.6.20
 * {@code arch/i386/kernel/smpboot.c}).
 *
 * @param mode whether {@code APIC_DEST_LOGICAL} is left as it is (cluster model) or defined to 0
 * @param logicalId the LDR's id by CPU number
 */
record SequenceRoutines(DestinationMode mode, IntUnaryOperator logicalId) implements IpiRoutines {

    @Override
    public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
        CpuSet up = request.maps().online();
        IntUnaryOperator table = cpu -> up.contains(cpu) ? logicalId.applyAsInt(cpu) : I386.BAD_APICID;
        return mode == DestinationMode.LOGICAL
                ? IcrPrograms.clusterSequence(cpus, request.vector(), table)
                : IcrPrograms.sequence(cpus, request.vector(), mode, table);
    }

    @Override
    public DeliveryPlan sendSelf(IpiRequest request) {
        return IcrPrograms.shorthand(
                CpuSet.of(request.sender().number()),
                request.vector(),
                Icr.SELF,
                mode == DestinationMode.LOGICAL ? Icr.LOGICAL : 0);
    }
}
