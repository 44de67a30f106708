package dev.kdumpstop.plugin.numachip;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code numachip_send_IPI_one}, once for each CPU; {@code send_IPI_allbutself} and {@code send_IPI_all} are loops too, never a
 * shorthand. A CPU of the sender's node is reached by its ICR, any other by one store to the chip, which queues and is never
 * waited for.
 *
 * <p>Before 6.6 the driver's own timed wait is empty, so an NMI does not wait for the ICR at all; other vectors do, without limit,
 * since the common code then does not ask the driver. From 6.6 on drivers have no waits of their own, and an NMI waits with a
 * limit here as everywhere in xAPIC mode.
 *
 * @param machine the machine
 * @param chip what joins its nodes; empty if there is one node
 * @param nmiWaits whether an NMI waits for the ICR
 */
record NumachipRoutines(MachineSpec machine, Optional<NumaChip> chip, boolean nmiWaits) implements IpiRoutines {
    @Override
    public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
        List<Send> sends = new ArrayList<>(cpus.size());
        for (CpuId cpu : cpus) {
            sends.add(sendTo(cpu.number(), machine.node(request.sender().number()), request.vector()));
        }
        return new IcrProgram(sends, InterruptScope.EACH_SEND, LostTargets.NONE);
    }

    /** The driver writes the register at offset 3F0H, which only an APIC in x2APIC mode has. */
    @Override
    public DeliveryPlan sendSelf(IpiRequest request) {
        return new IcrProgram(
                List.of(),
                InterruptScope.NONE,
                new LostTargets(
                        CpuSet.of(request.sender().number()),
                        "the driver writes the self-IPI register, which an APIC in xAPIC mode does not have"));
    }

    private Send sendTo(int cpu, int ownNode, IpiVector vector) {
        CpuSet target = CpuSet.of(cpu);
        int id = machine.apicId(cpu);
        if (machine.node(cpu) == ownNode) {
            Send byIcr = Send.icrPair(target, id << 24, vector.icrBits());
            return vector.isNmi() && !nmiWaits ? byIcr.withBefore(Optional.empty()) : byIcr;
        }
        return Send.unwaited(target, chip.orElseThrow().send(cpu, id, ownNode, vector));
    }
}
