package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.CpuRecord;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.core.machine.HangProof;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.RunEnd;
import dev.kdumpstop.core.machine.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads an outcome and its reasons out of what the machine did. */
final class OutcomeReport {
    private static final String NOTHING_ARRIVED = "no stop IPI arrived";

    private final MachineSpec machine;
    private final StopProcedure procedure;
    private final MachineModel model;
    private final CpuSet lost;
    private final String failure;

    OutcomeReport(MachineSpec machine, StopProcedure procedure, MachineModel model, CpuSet lost, String failure) {
        this.machine = machine;
        this.procedure = procedure;
        this.model = model;
        this.lost = lost;
        this.failure = failure;
    }

    StopOutcome of(RunResult result, Map<String, String> assumptions) {
        List<CpuOutcome> cpus = new ArrayList<>(machine.cpuCount());
        boolean all = true;
        for (int cpu = 0; cpu < machine.cpuCount(); cpu++) {
            CpuOutcome outcome = cpu(cpu, result.cpus().get(cpu));
            cpus.add(outcome);
            if (outcome.role() == CpuOutcome.Role.ONLINE) {
                all &= outcome.stopped() && (outcome.registersSaved() || !procedure.captures());
            }
        }
        Headline headline = headline(result, all);
        OptionalLong toNextKernel = result.scriptEnd()
                        .filter(end -> end == CpuScript.End.CAPTURE_KERNEL)
                        .isPresent()
                ? OptionalLong.of(result.timePs())
                : OptionalLong.empty();
        return new StopOutcome(
                headline,
                why(headline, result, cpus, assumptions.getOrDefault("own-number", "")),
                result.timePs(),
                toNextKernel,
                cpus,
                lost,
                result.proof(),
                assumptions,
                result);
    }

    private static Headline headline(RunResult result, boolean all) {
        if (result.end() == RunEnd.HUNG) {
            return Headline.HUNG;
        } else if (result.end() == RunEnd.UNDECIDED) {
            return Headline.UNDECIDED;
        }
        return switch (result.scriptEnd().orElseThrow()) {
            case CAPTURE_KERNEL -> all ? Headline.CAPTURED_ALL : Headline.CAPTURED_PARTIAL;
            case DONE -> Headline.DONE;
            case RESTART -> all ? Headline.STOPPED_ALL : Headline.STOPPED_PARTIAL;
            case FAILED -> Headline.CRASH_PATH_FAILED;
            case RESET -> Headline.MACHINE_RESET;
        };
    }

    private CpuOutcome cpu(int cpu, CpuRecord record) {
        CpuOutcome.Role role = cpu == model.subject()
                ? CpuOutcome.Role.CRASHING
                : machine.maps().online().contains(cpu)
                        ? CpuOutcome.Role.ONLINE
                        : machine.maps().bootedOnce().contains(cpu)
                                ? CpuOutcome.Role.OFFLINE
                                : CpuOutcome.Role.NEVER_BOOTED;
        boolean stopped = role == CpuOutcome.Role.ONLINE && record.halted();
        // A procedure that stops nobody asks for answers at most.
        boolean owes = procedure.stopsOthers() ? !stopped : procedure.awaitsAnswers() && !record.acknowledged();
        String why = role == CpuOutcome.Role.ONLINE && owes ? whyNotStopped(cpu, record) : "";
        return new CpuOutcome(cpu, machine.apicId(cpu), role, stopped, record.registersSaved(), why, record);
    }

    private String whyNotStopped(int cpu, CpuRecord record) {
        if (!model.asked().contains(cpu)) {
            return "this kernel sends no stop IPI";
        } else if (lost.contains(cpu)) {
            return "no command addresses the CPU, its bit does not fit into the mask";
        } else if (!record.answers()) {
            return "the local APIC does not answer";
        } else if (record.descheduled()) {
            return "the virtual CPU gets no CPU time";
        } else if (record.waitsForStartUp()) {
            return "waits for a start-up message" + (record.nmiLatched() ? ", until which the NMI is held" : "");
        } else if (record.shutDown() && record.inNmiHandler()) {
            return "shut down inside an NMI handler; only a reset helps";
        } else if (record.inSmm()) {
            return "in system management mode" + (record.nmiLatched() ? "; the NMI waits behind RSM" : "");
        } else if (record.overwritten() > 0
                && record.refused() <= record.overwritten()
                && !record.nmiLatched()
                && record.nmis() == 0) {
            return "the message to it was overwritten by the next command"
                    + (record.refused() > 0 ? ", after it had been refused inside an NMI handler" : "");
        } else if (record.refused() > 0 && record.inNmiHandler()) {
            return "the NMI is refused, inside an NMI handler that has not ended";
        } else if (record.nmiLatched() && record.inNmiHandler()) {
            return "the NMI waits behind an NMI handler that has not ended";
        } else if (record.accepted() > 0 && !record.interruptsOn() && record.nmis() == 0) {
            return "the interrupt waits: interrupts are off";
        } else if (record.accepted() == 0 && record.refused() == 0) {
            return NOTHING_ARRIVED;
        } else if (!record.inNmiHandler() && !record.nmiLatched() && record.interruptsOn()) {
            return NOTHING_ARRIVED; // what it took before was of another round
        }
        return "not yet halted";
    }

    private List<String> why(Headline headline, RunResult result, List<CpuOutcome> cpus, String mistakenIdentity) {
        List<String> why = new ArrayList<>();
        if (!mistakenIdentity.isEmpty()) {
            why.add(mistakenIdentity + ": the kernel misreads its APIC id, and stops itself instead of that CPU");
        }
        result.proof().ifPresent(proof -> {
            for (HangProof.Link link : proof.links()) {
                why.add(link.couldEnd().isEmpty() ? link.what() : link.what() + ": " + link.couldEnd());
            }
        });
        if (headline == Headline.CRASH_PATH_FAILED) {
            boolean timedOut = result.cpus().get(model.subject()).timeouts() > 0;
            String atRunTime = timedOut
                    ? "a wait ran into its limit and panicked"
                    : "an access of the local APIC raised #GP on CPU " + model.subject();
            why.add(failure.isEmpty() ? atRunTime : "the crash path " + failure);
        } else if (headline == Headline.UNDECIDED) {
            why.add("at " + Picoseconds.format(result.timePs())
                    + " of virtual time the run was given up (option horizon)");
        }
        CpuSet started = CpuSet.empty();
        for (CpuOutcome cpu : cpus) {
            boolean first = cpu.role() == CpuOutcome.Role.NEVER_BOOTED;
            started = first && !cpu.record().waitsForStartUp() ? started.with(cpu.cpu()) : started;
        }
        if (!started.isEmpty()) {
            why.add("CPU " + started + " took its start-up message");
        }
        for (CpuOutcome cpu : cpus) {
            if (cpu.role() != CpuOutcome.Role.ONLINE && !cpu.record().answers()) {
                why.add("CPU " + cpu.cpu() + " was not reached: the local APIC does not answer");
            }
        }
        CpuRecord crashing = result.cpus().get(model.subject());
        if (crashing.timeouts() > 0) {
            why.add("CPU " + model.subject() + " ran into the limit of " + crashing.timeouts()
                    + (crashing.timeouts() == 1 ? " wait" : " waits") + "; it spent "
                    + Picoseconds.format(crashing.waitedPs()) + " waiting for its ICR");
        }
        Map<String, CpuSet> byReason = new LinkedHashMap<>();
        for (CpuOutcome cpu : cpus) {
            if (!cpu.why().isEmpty()) {
                byReason.merge(cpu.why(), CpuSet.of(cpu.cpu()), CpuSet::union);
            }
        }
        byReason.forEach((reason, set) -> why.add((set.size() == 1 ? "CPU " + set : "CPUs " + set)
                + (procedure.stopsOthers()
                        ? set.size() == 1 ? " is not stopped: " : " are not stopped: "
                        : set.size() == 1 ? " has not answered: " : " have not answered: ")
                + reason));
        for (CpuOutcome cpu : cpus) {
            if (cpu.record().remoteIrr()) {
                why.add("the line that the I/O APIC routes to CPU " + cpu.cpu()
                        + " is dead in the next kernel: its interrupt was not ended, remote IRR is 1");
            }
        }
        if (why.isEmpty()) {
            why.add("nothing stood in the way");
        }
        return why;
    }
}
