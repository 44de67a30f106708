package dev.kdumpstop.plugin.uv;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code uv_send_IPI_one}, once for each CPU, of the own node too: one 64-bit store to {@code UVH_IPI_INT} of the node that the
 * target is on. Nothing is waited for, and there is no shorthand; only an interrupt to itself goes by the APIC.
 *
 * @param machine the machine
 */
record UvRoutines(MachineSpec machine) implements IpiRoutines {
    private static final long IPI_INT = 0x60500;
    private static final long SEND = 1L << 63;
    /**
     * Bits of an id below the node's number: {@code UV_APIC_PNODE_SHIFT}, for firmware that does not say. Real kernels read it
     * from the hub or from CPUID and may translate the number; here it is assumed. It decides which node's register is written
     * and shown, not whom that reaches.
     */
    private static final int NODE_SHIFT = 6;

    @Override
    public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
        List<Send> sends = new ArrayList<>(cpus.size());
        for (CpuId cpu : cpus) {
            sends.add(sendTo(cpu.number(), request.vector()));
        }
        return new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE);
    }

    @Override
    public DeliveryPlan sendSelf(IpiRequest request) {
        return IcrPrograms.x2apicSelf(request.sender(), request.vector());
    }

    /** Bit 63 sends; id from bit 16, delivery mode from bit 8, and the vector, which stays in the word of an NMI. */
    private Send sendTo(int cpu, IpiVector vector) {
        int id = machine.apicId(cpu);
        long word = SEND
                | Integer.toUnsignedLong(id) << 16
                | (long) vector.deliveryMode().code() << 8
                | vector.number();
        CpuSet target = CpuSet.of(cpu);
        SendWrite store = new SendWrite.NodeRegister(
                "IPI_INT",
                id >>> NODE_SHIFT,
                IPI_INT,
                word,
                new SendWrite.Delivers(vector.deliveryMode(), vector.number(), target));
        return Send.unwaited(target, store);
    }
}
