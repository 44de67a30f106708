package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.List;

/**
 * The machine at the moment of the crash, as far as it is known or assumed.
 *
 * @param ids APIC id by CPU; its size is the number of CPUs
 * @param online CPUs that are online
 * @param absent CPU numbers at which there is nothing
 * @param crashing the CPU that crashes
 * @param silent online CPUs that answer nothing
 * @param late online CPUs that answer NMIs only
 * @param assumptions what had to be assumed of single CPUs or ids, in words
 */
record Situation(
        List<Integer> ids,
        CpuSet online,
        CpuSet absent,
        int crashing,
        CpuSet silent,
        CpuSet late,
        List<String> assumptions) {

    Situation {
        ids = List.copyOf(ids);
        assumptions = List.copyOf(assumptions);
    }

    int cpus() {
        return ids.size();
    }

    CpuSet others() {
        return online.without(crashing);
    }

    /** The faults of this situation, as the orchestrator takes them. */
    String scenario() {
        String text = add("", "nmi-lockup", silent);
        text = add(text, "irqs-off-spin", late);
        return text.isEmpty() ? "healthy" : text;
    }

    private static String add(String text, String fault, CpuSet cpus) {
        if (cpus.isEmpty()) {
            return text;
        }
        return text + (text.isEmpty() ? "" : "+") + fault + ":cpus=" + cpus;
    }
}
