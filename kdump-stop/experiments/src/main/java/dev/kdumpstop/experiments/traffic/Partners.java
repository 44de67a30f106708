package dev.kdumpstop.experiments.traffic;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.experiments.dice.Choice;
import dev.kdumpstop.experiments.dice.Dice;

/**
 * To whom each CPU sends. A CPU's requests are numbered: one for each CPU it reschedules, then the TLB shoot-down, then, if
 * it sends to all, the call of a function and the backtrace.
 */
public final class Partners {
    private static final int TLB_OFFSET = 0;
    private static final int CALL_OFFSET = 1;
    private static final int BACKTRACE_OFFSET = 2;

    private final CpuSet online;
    private final CpuSet senders;
    private final int[][] rescheduled;
    private final CpuSet[] flushed;

    /** @throws IllegalArgumentException if there is nobody to send to */
    public Partners(MachineSpec machine, TrafficSettings settings, Dice dice) {
        online = machine.maps().online();
        if (online.size() < 2) {
            throw new IllegalArgumentException("traffic needs two online CPUs; online are " + online);
        }
        int[] cpus = online.toArray();
        senders = cpus.length <= settings.senders()
                ? online
                : settings.senders() == 0
                        ? CpuSet.empty()
                        : online.intersect(CpuSet.range(0, cpus[settings.senders() - 1]));
        rescheduled = new int[machine.cpuCount()][];
        flushed = new CpuSet[machine.cpuCount()];
        for (int cpu = 0; cpu < machine.cpuCount(); cpu++) {
            CpuSet others = online.without(cpu);
            rescheduled[cpu] = draw(settings.partners(), others, dice, "traffic/" + cpu + "/partners")
                    .toArray();
            flushed[cpu] = draw(settings.tlbCpus(), others, dice, "traffic/" + cpu + "/tlb-cpus");
        }
    }

    private static CpuSet draw(int count, CpuSet others, Dice dice, String stream) {
        return count >= others.size() ? others : new Choice(count, count).draw(others, dice.stream(stream));
    }

    /** The CPUs that send. */
    public CpuSet online() {
        return online;
    }

    /** Whether the CPU has requests of this kind. */
    public boolean sends(int cpu, TrafficKind kind) {
        return kind.isToAll() ? senders.contains(cpu) : online.contains(cpu);
    }

    /** The CPUs it reschedules, by the number of the request. */
    public int[] rescheduled(int cpu) {
        return rescheduled[cpu].clone();
    }

    /** The CPUs whose TLB it flushes. */
    public CpuSet flushed(int cpu) {
        return flushed[cpu];
    }

    /** How many kinds of requests a CPU has. */
    int requests(int cpu) {
        return rescheduled[cpu].length + (senders.contains(cpu) ? BACKTRACE_OFFSET : TLB_OFFSET) + 1;
    }

    int partnersOf(int cpu) {
        return rescheduled[cpu].length;
    }

    /** The number of a request that is not a reschedule. */
    int request(int cpu, TrafficKind kind) {
        return rescheduled[cpu].length
                + switch (kind) {
                    case CALL_FUNCTION -> CALL_OFFSET;
                    case BACKTRACE -> BACKTRACE_OFFSET;
                    default -> TLB_OFFSET;
                };
    }
}
