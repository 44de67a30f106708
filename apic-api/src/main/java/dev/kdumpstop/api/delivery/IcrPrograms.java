package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.apiguardian.api.API;

/**
 * The building blocks that the kernels' deliveries are made of. Each is one shape of program; a plug-in picks shapes and
 * says what ids its CPUs have.
 *
 * <p>Sources: kernel-facts sections 2.1 (mask, sequence, shorthand), 6 (x2APIC).
 *
 * <pre>{@code
 * CpuSet cpus = CpuSet.of(1, 2);
 * IcrPrograms.logicalMask(cpus, IpiVector.NMI).sends(); // [ICR_IDLE_BEFORE ICR2=06000000 ICR=00000c00]
 * IcrPrograms.shorthand(cpus, IpiVector.NMI, Icr.ALL_EXCLUDING_SELF, 0).sends(); // [ICR_IDLE_BEFORE ICR=000c0400]
 * IcrPrograms.sequence(cpus, IpiVector.NMI, DestinationMode.PHYSICAL, machine::apicId).sends().size(); // 2
 * IcrPrograms.x2apicSequence(cpus, IpiVector.NMI, machine::apicId).sends().get(1); // MSR830=0000000200000400
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IcrPrograms {
    private IcrPrograms() {}

    /**
     * One command with a logical mask of CPU numbers: {@code send_IPI_mask_bitmask}, {@code flat_send_IPI_mask}. Only
     * the low 8 bits of the mask fit into ICR-high: CPUs 8 and up are lost silently, as in the kernel. If CPUs 0 to 7 are all
     * in it the destination is FFH, which reaches everybody, asked for or not (SDM 10.6.2.2): then nobody is lost.
     *
     * @param cpus whom; the kernels write even an empty mask here if the caller passes one
     */
    public static IcrProgram logicalMask(CpuSet cpus, IpiVector vector) {
        CpuSet fitting = CpuSet.firstN(8);
        CpuSet lost = cpus.containsAll(fitting) ? CpuSet.empty() : cpus.minus(fitting);
        Send send = Send.icrPair(cpus.minus(lost), (int) cpus.lowMask() << 24, vector.icrBits() | Icr.LOGICAL);
        return new IcrProgram(
                List.of(send),
                InterruptScope.EACH_SEND,
                lost.isEmpty()
                        ? LostTargets.NONE
                        : new LostTargets(lost, "the mask is shifted into 8 bits; CPUs 8 and up fall out"));
    }

    /**
     * One command per CPU, ascending, with interrupts off for the whole loop: {@code send_IPI_mask_sequence}.
     *
     * @param cpus whom
     * @param mode how the 8-bit destination is meant
     * @param destination id or logical bit of a CPU number; what does not fit in 8 bits is cut off as in the kernel
     */
    public static IcrProgram sequence(
            CpuSet cpus, IpiVector vector, DestinationMode mode, IntUnaryOperator destination) {
        return mode == DestinationMode.PHYSICAL
                ? oneByOne(cpus, vector.icrBits(), destination, id -> id >>> 8 == 0, "their id does not fit in 8 bits")
                : oneByOne(
                        cpus,
                        vector.icrBits() | Icr.LOGICAL,
                        destination,
                        id -> (id & 0xFF) != 0,
                        "their logical bit does not fit in 8 bits");
    }

    /**
     * The same in logical mode of the cluster model: a destination is a cluster in bits 7:4 and a mask of its members in
     * 3:0. One without any such bit matches no LDR, so that CPU is lost.
     *
     * @param logicalId what the kernel's table says of a CPU number
     */
    public static IcrProgram clusterSequence(CpuSet cpus, IpiVector vector, IntUnaryOperator logicalId) {
        return oneByOne(
                cpus,
                vector.icrBits() | Icr.LOGICAL,
                logicalId,
                id -> (id & 0x0F) != 0,
                "their logical id has none of the four bits of a cluster");
    }

    /** @param reaches whether the word of a destination reaches the CPU that has it */
    private static IcrProgram oneByOne(
            CpuSet cpus, int low, IntUnaryOperator destination, IntPredicate reaches, String lostBecause) {
        List<Send> sends = new ArrayList<>(cpus.size());
        CpuSet lost = CpuSet.empty();
        for (int cpu = cpus.next(0); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            int id = destination.applyAsInt(cpu);
            boolean isReached = reaches.test(id);
            if (!isReached) {
                lost = lost.with(cpu);
            }
            sends.add(Send.icrPair(isReached ? CpuSet.of(cpu) : CpuSet.empty(), id << 24, low));
        }
        return new IcrProgram(
                sends,
                InterruptScope.WHOLE_PROGRAM,
                lost.isEmpty() ? LostTargets.NONE : new LostTargets(lost, lostBecause));
    }

    /**
     * One command by shorthand: {@code __send_IPI_shortcut}. ICR-high is not written.
     *
     * @param intended the CPUs the kernel means; the shorthand reaches every local APIC there is
     * @param shorthandBits {@link Icr#SELF}, {@link Icr#ALL_INCLUDING_SELF} or {@link Icr#ALL_EXCLUDING_SELF}
     * @param destinationModeBit {@link Icr#LOGICAL} where the kernel sets it along (2.6), else 0
     */
    public static IcrProgram shorthand(CpuSet intended, IpiVector vector, int shorthandBits, int destinationModeBit) {
        return IcrProgram.of(
                Send.icrLow(intended, shorthandBits | destinationModeBit | vector.icrBits()), InterruptScope.NONE);
    }

    /** x2APIC: one command by shorthand. */
    public static IcrProgram x2apicShorthand(CpuSet intended, IpiVector vector, int shorthandBits) {
        return IcrProgram.of(
                Send.x2apic(intended, Integer.toUnsignedLong(shorthandBits | vector.icrBits())), InterruptScope.NONE);
    }

    /**
     * x2APIC: one command to one CPU.
     *
     * @param destination 32-bit physical id, or logical id
     */
    public static IcrProgram x2apicSingle(CpuId cpu, IpiVector vector, DestinationMode mode, int destination) {
        return IcrProgram.of(
                Send.x2apic(CpuSet.of(cpu.number()), x2apicWord(vector, mode, destination)), InterruptScope.NONE);
    }

    /** x2APIC: one command per CPU, ascending, with its 32-bit physical id; one fence before the first. */
    public static IcrProgram x2apicSequence(CpuSet cpus, IpiVector vector, IntUnaryOperator apicId) {
        List<Send> sends = new ArrayList<>(cpus.size());
        for (int cpu = cpus.next(0); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            long value = x2apicWord(vector, DestinationMode.PHYSICAL, apicId.applyAsInt(cpu));
            sends.add(x2apicOfLoop(sends.isEmpty(), CpuSet.of(cpu), value));
        }
        return new IcrProgram(sends, InterruptScope.WHOLE_PROGRAM, LostTargets.NONE);
    }

    /** x2APIC: a fixed interrupt to the sender by MSR 83FH; no fence, no ICR. The vector is written as it is, even 2. */
    public static IcrProgram x2apicSelf(CpuId sender, IpiVector vector) {
        Send send = Send.unwaited(CpuSet.of(sender.number()), new SendWrite.SelfIpi(vector.number()));
        return IcrProgram.of(send, InterruptScope.NONE);
    }

    /**
     * x2APIC: one logical command per cluster of 16 ids, clusters in the order of their first CPU; one fence before the
     * first.
     *
     * @param logicalId the LDR of a CPU number: cluster in bits 31:16, one bit of 15:0
     */
    public static IcrProgram x2apicPerCluster(CpuSet cpus, IpiVector vector, IntUnaryOperator logicalId) {
        TreeMap<Integer, CpuSet> byFirstCpu = new TreeMap<>();
        TreeMap<Integer, Integer> firstCpuOfCluster = new TreeMap<>();
        for (int cpu = cpus.next(0); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            int first = firstCpuOfCluster.merge(logicalId.applyAsInt(cpu) >>> 16, cpu, Math::min);
            byFirstCpu.merge(first, CpuSet.of(cpu), CpuSet::union);
        }
        List<Send> sends = new ArrayList<>(byFirstCpu.size());
        for (CpuSet members : byFirstCpu.values()) {
            int destination = 0;
            for (int cpu = members.next(0); cpu >= 0; cpu = members.next(cpu + 1)) {
                destination |= logicalId.applyAsInt(cpu);
            }
            sends.add(x2apicOfLoop(sends.isEmpty(), members, x2apicWord(vector, DestinationMode.LOGICAL, destination)));
        }
        return new IcrProgram(sends, InterruptScope.WHOLE_PROGRAM, LostTargets.NONE);
    }

    private static Send x2apicOfLoop(boolean first, CpuSet intended, long value) {
        return first ? Send.x2apic(intended, value) : Send.unwaited(intended, new SendWrite.X2Icr(value));
    }

    private static long x2apicWord(IpiVector vector, DestinationMode mode, int destination) {
        int low = vector.icrBits() | (mode == DestinationMode.LOGICAL ? Icr.LOGICAL : 0);
        return Integer.toUnsignedLong(destination) << 32 | low;
    }

    /** Logical id of a CPU number in the flat model: 1 &lt;&lt; CPU in 8 bits, so 0 from CPU 8 on (kernel-facts 2.2, 2.3). */
    public static int flatLogicalId(int cpu) {
        return cpu < 8 ? 1 << cpu : 0;
    }

    /** Logical x2APIC id: (id[19:4] &lt;&lt; 16) OR (1 &lt;&lt; id[3:0]) (SDM 10.12.10.2). */
    public static int x2apicLogicalId(int apicId) {
        return (apicId >>> 4 & 0xFFFF) << 16 | 1 << (apicId & 0xF);
    }
}
