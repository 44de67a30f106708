package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.DeliveryMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the words of a program reach whom the request names and the program claims: each CPU once, or declared lost. What
 * the words reach is what the machine found when it executed them.
 */
final class ReachRules {
    private final IpiRequest request;
    private final IcrProgram program;
    private final List<Wire.Arrival> arrivals;
    private final Finder finder;
    private final CpuSet asked;
    private final CpuSet lost;
    private final CpuSet meant;
    private final Map<Integer, List<Integer>> sendsByCpu = new HashMap<>();

    /** Takes what was found. */
    interface Finder {
        /**
         * One problem.
         *
         * @param advice what is wrong and what to do, the same for all cases
         * @param detail this case
         */
        void found(Deliveries.Matter matter, String advice, String detail);
    }

    private ReachRules(IpiRequest request, IcrProgram program, List<Wire.Arrival> arrivals, Finder finder) {
        this.request = request;
        this.program = program;
        this.arrivals = arrivals;
        this.finder = finder;
        this.asked = Requests.asked(request);
        this.lost = program.lost().cpus();
        CpuSet all = CpuSet.empty();
        for (Send send : program.sends()) {
            all = all.union(send.intended());
        }
        this.meant = all;
        arrivals.forEach(arrival -> sendsByCpu
                .computeIfAbsent(arrival.cpu(), absent -> new ArrayList<>())
                .add(arrival.send()));
    }

    static void check(IpiRequest request, IcrProgram program, List<Wire.Arrival> arrivals, Finder finder) {
        ReachRules rules = new ReachRules(request, program, arrivals, finder);
        rules.claims();
        rules.targets();
        rules.kind();
    }

    private void wrong(String advice, String detail) {
        finder.found(Deliveries.Matter.REACH, advice, detail);
    }

    private void wrongIfAny(CpuSet cpus, String advice) {
        if (!cpus.isEmpty()) {
            wrong(advice, (cpus.size() == 1 ? "CPU " : "CPUs ") + cpus);
        }
    }

    /** What the program says of itself. */
    private void claims() {
        CpuSet once = CpuSet.empty();
        CpuSet twice = CpuSet.empty();
        for (Send send : program.sends()) {
            twice = twice.union(once.intersect(send.intended()));
            once = once.union(send.intended());
        }
        wrongIfAny(twice, "a CPU is intended by more than one send: address every CPU once");
        wrongIfAny(meant.minus(asked), "intended() names a CPU that nobody asked for: name only CPUs of the request");
        wrongIfAny(lost.minus(asked), "lost() names a CPU that nobody asked for: name only CPUs of the request");
        wrongIfAny(
                meant.intersect(lost), "a CPU is intended by a send and declared lost as well: it is one or the other");
        wrongIfAny(
                asked.minus(meant).minus(lost),
                "a CPU is asked for and forgotten: address it by a send that names it in intended(), or if the kernel does"
                        + " not reach it, declare it in lost()");
        if (!lost.isEmpty() && program.lost().reason().isBlank()) {
            wrongIfAny(lost, "lost() gives no reason: say in a few words why no word addresses these CPUs");
        }
    }

    /** CPU by CPU, what the machine found. */
    private void targets() {
        CpuSet mustTake = asked.intersect(takers()).minus(lost);
        for (int cpu = 0; cpu <= request.maps().present().highest(); cpu++) {
            List<Integer> by = sendsByCpu.getOrDefault(cpu, List.of());
            if (by.size() > 1) {
                wrong(
                        "a CPU is reached more than once: the words of several sends overlap; address every CPU once",
                        "CPU " + cpu + by(by));
            } else if (by.isEmpty() && mustTake.contains(cpu) && meant.contains(cpu)) {
                wrong(
                        "a CPU is intended and the words do not reach it: compare the destination with its APIC id, or in"
                                + " logical mode with the DFR and LDR of apicSetup(); if the kernel does lose it, declare it"
                                + " in lost()",
                        "CPU " + cpu);
            } else if (by.size() == 1) {
                reached(cpu, by);
            }
        }
    }

    private void reached(int cpu, List<Integer> by) {
        Send send = program.sends().get(by.get(0));
        boolean broadcast = Requests.isBroadcast(request) && send.usesShorthand();
        String detail = "CPU " + cpu + by(by);
        if (cpu == request.sender().number() && Requests.leavesOutSelf(request)) {
            finder.found(
                    Deliveries.Matter.SENDER,
                    "the sender is hit, although the request is for all but itself: take it out of the mask,"
                            + " cpus.without(request.sender().number()), or use the shorthand 'all excluding self'",
                    detail);
        } else if (lost.contains(cpu)) {
            wrong("a CPU is declared lost and yet reached: take it out of lost()", detail);
        } else if (!asked.contains(cpu)
                && !(broadcast && !request.maps().online().contains(cpu))) {
            wrong(
                    "a CPU is hit that nobody asked for: its APIC id or LDR matches the destination as well, or the"
                            + " destination is the broadcast",
                    detail);
        } else if (asked.contains(cpu)
                && meant.contains(cpu)
                && !send.intended().contains(cpu)) {
            wrong(
                    "a CPU is reached by another send than the one that intends it: put it into the intended() of the send"
                            + " whose words name it",
                    detail);
        }
    }

    /** An NMI must arrive as an NMI, a vector as that vector. Other controllers than the APIC number theirs otherwise. */
    private void kind() {
        for (Wire.Arrival arrival : arrivals) {
            boolean byApic = program.sends().get(arrival.send()).writes().stream()
                    .noneMatch(write -> write instanceof SendWrite.NodeRegister || write instanceof SendWrite.Port);
            boolean right = request.vector().isNmi()
                    ? arrival.mode() == DeliveryMode.NMI
                    : arrival.mode() == DeliveryMode.FIXED
                            && (!byApic || arrival.vector() == request.vector().number());
            if (!right) {
                wrong(
                        "something else arrives than was asked for: IpiVector.icrBits() has the bits for mode and vector",
                        "CPU " + arrival.cpu() + by(List.of(arrival.send())) + " gets "
                                + arrival.mode().words() + ", vector " + arrival.vector());
                return;
            }
        }
    }

    /** Who can take it: an NMI whoever was booted, an interrupt only who is on line. */
    private CpuSet takers() {
        return request.vector().isNmi()
                ? request.maps().bootedOnce()
                : request.maps().online();
    }

    private String by(List<Integer> sends) {
        StringBuilder text = new StringBuilder(", by");
        for (int i = 0; i < sends.size(); i++) {
            text.append(i == 0 ? " send " : " and send ")
                    .append(sends.get(i) + 1)
                    .append(" (")
                    .append(program.sends().get(sends.get(i)))
                    .append(')');
        }
        return text.toString();
    }
}
