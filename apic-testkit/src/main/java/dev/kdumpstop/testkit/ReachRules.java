package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.DeliveryMode;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Whether the words of a program reach whom the request names and the program claims: each CPU once, or declared lost. What
 * the words reach is what the machine found when it executed them.
 */
final class ReachRules {
    private final IpiRequest request;
    private final IcrProgram program;
    private final List<Wire.Arrival> arrivals;
    private final BiConsumer<Deliveries.Matter, String> problem;
    private final CpuSet asked;
    private final CpuSet lost;

    private ReachRules(
            IpiRequest request,
            IcrProgram program,
            List<Wire.Arrival> arrivals,
            BiConsumer<Deliveries.Matter, String> problem) {
        this.request = request;
        this.program = program;
        this.arrivals = arrivals;
        this.problem = problem;
        this.asked = Requests.asked(request);
        this.lost = program.lost().cpus();
    }

    static void check(
            IpiRequest request,
            IcrProgram program,
            List<Wire.Arrival> arrivals,
            BiConsumer<Deliveries.Matter, String> problem) {
        ReachRules rules = new ReachRules(request, program, arrivals, problem);
        rules.claims();
        rules.targets();
        rules.kind();
    }

    private void wrong(String what) {
        problem.accept(Deliveries.Matter.REACH, what);
    }

    /** What the program says of itself. */
    private void claims() {
        CpuSet strangers = lost.minus(asked);
        if (!strangers.isEmpty()) {
            wrong("lost() names " + cpus(strangers) + ", which nobody asked for: name only CPUs of the request");
        }
        if (!lost.isEmpty() && program.lost().reason().isBlank()) {
            wrong("lost() names " + cpus(lost) + " without a reason: say in a few words why no word addresses them");
        }
        CpuSet meant = CpuSet.empty();
        for (Send send : program.sends()) {
            CpuSet twice = meant.intersect(send.intended());
            if (!twice.isEmpty()) {
                wrong(cpus(twice) + " is intended by more than one send: address every CPU once");
            }
            meant = meant.union(send.intended());
        }
        if (!asked.containsAll(meant)) {
            wrong("intended() names " + cpus(meant.minus(asked)) + ", which nobody asked for");
        }
        CpuSet both = meant.intersect(lost);
        if (!both.isEmpty()) {
            wrong(cpus(both) + " is intended by a send and declared lost as well: it is one or the other");
        }
        CpuSet forgotten = asked.minus(meant).minus(lost);
        if (!forgotten.isEmpty()) {
            wrong(cpus(forgotten)
                    + " is asked for and forgotten: address it by a send that names it in intended(), or if the kernel does"
                    + " not reach it declare it in lost()");
        }
    }

    /** CPU by CPU, what the machine found. */
    private void targets() {
        CpuSet mustTake = asked.intersect(takers()).minus(lost);
        for (int cpu = 0; cpu <= request.maps().present().highest(); cpu++) {
            List<Integer> by = sendsReaching(cpu);
            if (by.size() > 1) {
                wrong("CPU " + cpu + " is reached " + by.size() + " times, " + by(by)
                        + ": the words of those sends overlap; address every CPU once");
            } else if (by.isEmpty() && mustTake.contains(cpu) && intended(cpu)) {
                wrong("CPU " + cpu + " is intended but the words reach it not"
                        + ": compare the destination with its APIC id, or in logical mode with DFR and LDR of apicSetup();"
                        + " if the kernel does lose it, declare it in lost()");
            } else if (by.size() == 1) {
                reached(cpu, by);
            }
        }
    }

    private void reached(int cpu, List<Integer> by) {
        Send send = program.sends().get(by.get(0));
        boolean broadcast = Requests.isBroadcast(request) && send.usesShorthand();
        if (cpu == request.sender().number() && Requests.leavesOutSelf(request)) {
            problem.accept(
                    Deliveries.Matter.SENDER,
                    "the sender is hit, " + by(by)
                            + ", although the request is for all but itself: take it out of the mask"
                            + " (cpus.without(request.sender().number())), or use the shorthand 'all excluding self'");
        } else if (lost.contains(cpu)) {
            wrong("CPU " + cpu + " is declared lost, but " + by(by) + " reaches it: take it out of lost()");
        } else if (!asked.contains(cpu)
                && !(broadcast && !request.maps().online().contains(cpu))) {
            wrong("CPU " + cpu + " is hit, " + by(by) + ", and nobody asked for it: its APIC id or LDR matches the"
                    + " destination as well");
        } else if (asked.contains(cpu) && intended(cpu) && !send.intended().contains(cpu)) {
            wrong("CPU " + cpu + " is intended by another send than the one whose words reach it, " + by(by)
                    + ": put it into the intended() of that one");
        }
    }

    /** An NMI must arrive as an NMI, a vector as that vector. Other controllers than the APIC number theirs otherwise. */
    private void kind() {
        for (Wire.Arrival arrival : arrivals) {
            boolean nmi = request.vector().isNmi();
            boolean byApic = program.sends().get(arrival.send()).writes().stream()
                    .noneMatch(write -> write instanceof SendWrite.NodeRegister || write instanceof SendWrite.Port);
            boolean right = nmi
                    ? arrival.mode() == DeliveryMode.NMI
                    : arrival.mode() == DeliveryMode.FIXED
                            && (!byApic || arrival.vector() == request.vector().number());
            if (!right) {
                wrong("asked for "
                        + (nmi ? "an NMI" : "vector " + request.vector().number()) + ", what arrives is "
                        + arrival.mode().words() + " " + arrival.vector()
                        + ": IpiVector.icrBits() has the bits for mode and vector");
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

    private boolean intended(int cpu) {
        return program.sends().stream().anyMatch(send -> send.intended().contains(cpu));
    }

    private List<Integer> sendsReaching(int cpu) {
        return arrivals.stream()
                .filter(arrival -> arrival.cpu() == cpu)
                .map(Wire.Arrival::send)
                .toList();
    }

    private String by(List<Integer> sends) {
        StringBuilder text = new StringBuilder("by ");
        for (int i = 0; i < sends.size(); i++) {
            text.append(i == 0 ? "send " : " and send ")
                    .append(sends.get(i) + 1)
                    .append(" (")
                    .append(program.sends().get(sends.get(i)))
                    .append(')');
        }
        return text.toString();
    }

    private static String cpus(CpuSet set) {
        return (set.size() == 1 ? "CPU " : "CPUs ") + set;
    }
}
