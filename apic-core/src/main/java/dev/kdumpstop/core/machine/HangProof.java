package dev.kdumpstop.core.machine;

import java.util.List;

/**
 * Why a run can never go on: a chain that begins at the CPU the run is about and follows who waits for whom.
 *
 * @param waiter the CPU that can never go on
 * @param sincePs since when, picoseconds after the crash path began
 * @param links the chain, first cause last
 */
public record HangProof(int waiter, long sincePs, List<Link> links) {
    /** Copies the list. */
    public HangProof {
        links = List.copyOf(links);
    }

    /**
     * One link.
     *
     * @param cpu the CPU it is about
     * @param what what holds, in words
     * @param couldEnd what could have ended it and why that cannot happen; empty for a link that the next one explains
     */
    public record Link(int cpu, String what, String couldEnd) {}

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Link link : links) {
            text.append(text.isEmpty() ? "" : "\n").append(link.what());
            if (!link.couldEnd().isEmpty()) {
                text.append(": ").append(link.couldEnd());
            }
        }
        return text.toString();
    }
}
