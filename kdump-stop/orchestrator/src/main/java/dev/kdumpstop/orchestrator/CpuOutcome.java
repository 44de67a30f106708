package dev.kdumpstop.orchestrator;

import dev.kdumpstop.core.machine.CpuRecord;

/**
 * What became of one CPU. {@code stopped} and {@code registersSaved} are independent facts.
 *
 * @param cpu the kernel's number
 * @param apicId its physical APIC id
 * @param role why it is in the machine
 * @param stopped whether it has halted for ever in a stop handler
 * @param registersSaved whether its registers are in its note
 * @param why what kept it from being stopped and saved; empty if nothing did
 * @param record times and counts
 */
public record CpuOutcome(
        int cpu, int apicId, Role role, boolean stopped, boolean registersSaved, String why, CpuRecord record) {

    /** The part a CPU plays in a crash stop. */
    public enum Role {
        /** It crashed and stops the others. */
        CRASHING,
        /** It is online and to be stopped. */
        ONLINE,
        /** It was taken off line: nobody asks for it, but a broadcast reaches it. */
        OFFLINE,
        /** It was never booted. */
        NEVER_BOOTED
    }
}
