package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.DeliveryMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Voyager's inter-processor interrupts, {@code send_CPI}: a line of the QIC for each quad CPU, then, for the rest of the
 * first eight CPUs, a bit in each one's mailbox and one port write of the whole set at VIC level 0. Others are lost. Nothing
 * is polled and interrupts stay as they are.
 *
 * <p>Vectors asked for are the levels 3 (invalidate), 4 (reschedule), 5 (enable an interrupt) and 6 (call function), and 0 and
 * 1, which start CPUs and go to the port for quads too. The numbers that i386 gives to its timer, invalidate, reschedule and
 * call-function interrupts mean the level of the same name; level 2, the timer, is only to be had that way, because vector 2
 * means an NMI everywhere. An NMI reaches nobody.
 *
 * <p>Sources: kernel-facts 2.2; 2.6.20 {@code arch/i386/mach-voyager/voyager_smp.c},
 * {@code include/asm-i386/mach-voyager/irq_vectors.h}, {@code include/asm-i386/vic.h}.
 *
 * @param quads CPUs with a QIC
 */
record VoyagerCpis(CpuSet quads) implements IpiRoutines {
    private static final CpuSet WITH_VIC = CpuSet.firstN(8);
    private static final int FIRST_BY_MAILBOX = 2;
    private static final int LAST_LEVEL = 6;
    private static final int VIC_VECTORS = 0xC0;
    private static final int QIC_VECTORS = 0xD0;
    /** {@code VIC_CPI_Registers[0]} and {@code [1]}. */
    private static final int VIC_LEVEL_0 = 0xFC00;

    @Override
    public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
        if (request.vector().isNmi()) {
            return nobody(cpus, "this kernel has no NMI between CPUs: nmi_shootdown_cpus is the empty version");
        }
        int level = level(request.vector().number());
        if (level > LAST_LEVEL) {
            return new NoSuchRoutine("send_CPI", "Voyager has levels 0 to 6, not " + request.vector());
        }
        return level < FIRST_BY_MAILBOX ? byPort(cpus, level) : byQicAndMailbox(cpus, level, request);
    }

    /** {@code send_CPI_allbutself} is there, but nothing for all, and nothing for the sender itself. */
    @Override
    public DeliveryPlan sendAll(IpiRequest request) {
        return new NoSuchRoutine("send_IPI_all", "voyager_smp.c has send_CPI and send_CPI_allbutself only");
    }

    @Override
    public DeliveryPlan sendSelf(IpiRequest request) {
        return new NoSuchRoutine("send_IPI_self", "voyager_smp.c has send_CPI and send_CPI_allbutself only");
    }

    private static int level(int vector) {
        return switch (vector) {
            case 0xEF -> 2;
            case 0xFD -> 3;
            case 0xFC -> 4;
            case 0xFB -> LAST_LEVEL;
            default -> vector;
        };
    }

    private DeliveryPlan byQicAndMailbox(CpuSet cpus, int level, IpiRequest request) {
        List<Send> sends = new ArrayList<>();
        CpuSet byQic = cpus.intersect(quads).intersect(request.maps().online());
        byQic.forEachCpu(cpu -> sends.add(Send.unwaited(
                CpuSet.of(cpu),
                new SendWrite.NodeRegister(
                        "QIC line",
                        cpu,
                        level - 1,
                        (request.sender().number() << 16) + (level - 1),
                        new SendWrite.Delivers(DeliveryMode.FIXED, QIC_VECTORS + level - 1, CpuSet.of(cpu))))));
        CpuSet byVic = cpus.minus(quads).intersect(WITH_VIC);
        if (!byVic.isEmpty()) {
            // The fence stands for the bits set in the mailboxes, in memory.
            sends.add(Send.unwaited(byVic, new SendWrite.Fence(), port(VIC_LEVEL_0, VIC_VECTORS, byVic)));
        }
        return program(sends, cpus.minus(byQic).minus(byVic));
    }

    private static DeliveryPlan byPort(CpuSet cpus, int level) {
        CpuSet reached = cpus.intersect(WITH_VIC);
        Send send = Send.unwaited(reached, port(VIC_LEVEL_0 + level, VIC_VECTORS + level, reached));
        return program(List.of(send), cpus.minus(reached));
    }

    private static SendWrite port(int port, int vector, CpuSet cpus) {
        return new SendWrite.Port(port, (int) cpus.lowMask(), new SendWrite.Delivers(DeliveryMode.FIXED, vector, cpus));
    }

    private static DeliveryPlan program(List<Send> sends, CpuSet lost) {
        return lost.isEmpty()
                ? new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE)
                : new IcrProgram(
                        sends,
                        InterruptScope.NONE,
                        new LostTargets(
                                lost, "the port takes the first eight CPUs, a QIC line only a quad CPU on line"));
    }

    private static DeliveryPlan nobody(CpuSet cpus, String reason) {
        return new IcrProgram(
                List.of(), InterruptScope.NONE, cpus.isEmpty() ? LostTargets.NONE : new LostTargets(cpus, reason));
    }
}
