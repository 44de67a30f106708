package dev.kdumpstop.cli;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scenario of a matrix.
 *
 * @param text as {@code stop --scenario} takes it
 * @param words in a sentence
 */
record MatrixScenario(String text, String words) {

    /**
     * The RFC's question for machines of different sizes: what a scenario is called whatever the CPUs' numbers, and the
     * scenario it is on this machine. Without other CPUs nobody can be stuck.
     */
    static Map<String, String> roles(int crashingCpu, CpuSet online) {
        Map<String, String> roles = new LinkedHashMap<>();
        int[] others = online.without(crashingCpu).toArray();
        roles.put("healthy: nothing is wrong", "healthy");
        if (others.length > 0) {
            roles.put(
                    "nmi-lockup: the CPU in the middle is locked up in the NMI handler",
                    "nmi-lockup:cpus=" + others[others.length / 2]);
            roles.put(
                    "nmi-lockup: the last CPU is locked up in the NMI handler",
                    "nmi-lockup:cpus=" + others[others.length - 1]);
            roles.put(
                    "nmi-lockup: all others are locked up in the NMI handler, the RFC's example",
                    "nmi-lockup:cpus=" + online.without(crashingCpu));
        }
        roles.put(
                "icr-busy-at-entry: the crashing CPU has a command outstanding that nobody accepts",
                "icr-busy-at-entry");
        roles.put("sender-wedged: the local APIC of the crashing CPU does not finish sending", "sender-wedged");
        return roles;
    }

    /** The RFC's question: who is stuck, and where in the round. */
    static List<MatrixScenario> ofTheRfc(int crashingCpu, CpuSet online) {
        String crashing = "CPU " + crashingCpu;
        int[] others = online.without(crashingCpu).toArray();
        Map<String, String> words = new LinkedHashMap<>();
        words.put("healthy", "nothing is wrong");
        if (others.length > 0) {
            int middle = others[others.length / 2];
            int last = others[others.length - 1];
            words.put(
                    "nmi-lockup:cpus=" + middle,
                    "CPU " + middle + (others.length == 1 ? ", the only other, is" : ", in the middle, is")
                            + " locked up in the NMI handler");
            words.putIfAbsent("nmi-lockup:cpus=" + last, "CPU " + last + ", the last, is locked up in the NMI handler");
            words.putIfAbsent(
                    "nmi-lockup:cpus=" + online.without(crashingCpu),
                    "all others are locked up in the NMI handler: the RFC's example");
        }
        words.put("icr-busy-at-entry", crashing + " has a command outstanding that nobody accepts");
        words.put("sender-wedged", "the local APIC of " + crashing + " does not finish sending");
        return words.entrySet().stream()
                .map(entry -> new MatrixScenario(entry.getKey(), entry.getValue()))
                .toList();
    }
}
