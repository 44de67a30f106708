package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.orchestrator.Headline;
import java.util.List;

/**
 * One thing that explains a recording: such a kernel, doing this, makes the recorded accesses bit for bit and in order.
 *
 * @param subArchitecture the sub-architecture's name
 * @param releases those of the releases tried in which the stop is this one, ascending
 * @param procedure the stop procedure, with those options that differ from their defaults
 * @param shorthand whether the kernel allows shorthands
 * @param assumptions what has to be assumed besides, in words: CPUs that do not answer, options, ids
 * @param headline what the stop comes to
 * @param support number of circumstances that are as this sub-architecture leaves them; they prove nothing
 */
public record Explanation(
        String subArchitecture,
        List<KernelRelease> releases,
        String procedure,
        Shorthand shorthand,
        List<String> assumptions,
        Headline headline,
        int support) {

    /** Whether the kernel allows destination shorthands. */
    public enum Shorthand {
        /** It does. */
        ALLOWED("shorthand allowed"),
        /** It does not: {@code no_ipi_broadcast}, or a CPU that never booted. */
        OFF("shorthand off"),
        /** Either would make the same stop. */
        EITHER("shorthand allowed or off");

        private final String words;

        Shorthand(String words) {
            this.words = words;
        }

        /** What to print. */
        public String words() {
            return words;
        }
    }

    /** Copies the lists. */
    public Explanation {
        releases = List.copyOf(releases);
        assumptions = List.copyOf(assumptions);
    }

    /** The procedure without its options. */
    public String procedureId() {
        int colon = procedure.indexOf(':');
        return colon < 0 ? procedure : procedure.substring(0, colon);
    }

    @Override
    public String toString() {
        return subArchitecture + " " + releases + ", " + procedure + ", " + shorthand.words()
                + (assumptions.isEmpty() ? "" : ", if " + String.join(" and ", assumptions));
    }
}
