package dev.kdumpstop.core.machine;

import java.util.List;
import java.util.Optional;

/**
 * What a run came to.
 *
 * @param end how it ended
 * @param scriptEnd which end the subject's script reached; empty unless {@link RunEnd#ENDED}
 * @param timePs virtual time at the end; for a hang, of the last thing that happened before it was proved
 * @param cpus one record per CPU
 * @param bus who had the 3-wire APIC bus; present exactly if the machine has one
 * @param proof why it hangs; present exactly for {@link RunEnd#HUNG}
 * @param stateHash hash of the final state
 */
public record RunResult(
        RunEnd end,
        Optional<CpuScript.End> scriptEnd,
        long timePs,
        List<CpuRecord> cpus,
        Optional<BusRecord> bus,
        Optional<HangProof> proof,
        long stateHash) {
    /** Copies the list. */
    public RunResult {
        cpus = List.copyOf(cpus);
    }
}
