package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.core.machine.HangProof;
import dev.kdumpstop.core.machine.RunResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a crash stop came to, and why.
 *
 * @param headline in one word
 * @param why in sentences, the most important first
 * @param timePs picoseconds from the begin of the crash path to its end; for a hang, to the last thing that happened
 * @param timeToNextKernelPs the same, present only if a capture kernel is entered
 * @param cpus one per CPU described, by number
 * @param lost CPUs that were asked for and that no command addressed
 * @param proof the proof of a hang
 * @param assumptions every option and its value the result was computed under, by name
 * @param run the machine's own result
 */
public record StopOutcome(
        Headline headline,
        List<String> why,
        long timePs,
        OptionalLong timeToNextKernelPs,
        List<CpuOutcome> cpus,
        CpuSet lost,
        Optional<HangProof> proof,
        Map<String, String> assumptions,
        RunResult run) {

    /** Copies the lists. */
    public StopOutcome {
        why = List.copyOf(why);
        cpus = List.copyOf(cpus);
    }

    /** The crashing CPU. */
    public CpuOutcome crashing() {
        for (CpuOutcome cpu : cpus) {
            if (cpu.role() == CpuOutcome.Role.CRASHING) {
                return cpu;
            }
        }
        throw new IllegalStateException("no CPU crashed");
    }

    /** Online CPUs other than the crashing one that are stopped. */
    public CpuSet stopped() {
        CpuSet set = CpuSet.empty();
        for (CpuOutcome cpu : cpus) {
            set = cpu.role() == CpuOutcome.Role.ONLINE && cpu.stopped() ? set.with(cpu.cpu()) : set;
        }
        return set;
    }

    /** Online CPUs other than the crashing one whose registers are saved. */
    public CpuSet saved() {
        CpuSet set = CpuSet.empty();
        for (CpuOutcome cpu : cpus) {
            set = cpu.role() == CpuOutcome.Role.ONLINE && cpu.registersSaved() ? set.with(cpu.cpu()) : set;
        }
        return set;
    }

    /** Writes of the crashing CPU that were meant to send, whether or not its APIC took them. */
    public long icrWrites() {
        return crashing().record().icrWrites();
    }

    /** Commands the crashing CPU's APIC handed to the interconnect. */
    public long sends() {
        return crashing().record().sends();
    }

    /** Reads of the ICR the crashing CPU made at wait sites. */
    public long polls() {
        return crashing().record().polls();
    }

    /** Waits of the crashing CPU that ended by their limit. */
    public long timeouts() {
        return crashing().record().timeouts();
    }

    /** Further tries of the crashing CPU's messages by the interconnect. */
    public long retries() {
        return crashing().record().retries();
    }
}
