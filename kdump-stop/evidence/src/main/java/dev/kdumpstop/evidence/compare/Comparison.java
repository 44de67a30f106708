package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of one file.
 *
 * @param source the file
 * @param status whether it is explained
 * @param explanations the set of what explains it, fewest assumptions first
 * @param nearest what comes nearest if nothing explains it
 * @param peculiarities in what it is not an ordinary recording
 * @param evidence what was compared
 * @param noise number of things left out, by the rule that says so
 * @param undecided what the recording cannot tell apart, and why
 * @param support what supports some of the explanations without proving them
 * @param takenForGranted what was not known and was taken to be as usual
 * @param header whether what the header says is among the explanations
 * @param problems what is wrong with the file
 */
public record Comparison(
        Path source,
        Status status,
        List<Explanation> explanations,
        Optional<Nearest> nearest,
        Set<Peculiarity> peculiarities,
        Evidence evidence,
        SortedMap<String, Integer> noise,
        List<String> undecided,
        List<String> support,
        List<String> takenForGranted,
        HeaderCheck header,
        List<RecordingProblem> problems) {

    /** Whether a file is explained. */
    public enum Status {
        /** Something installed explains it. */
        EXPLAINED("explained"),
        /** Nothing installed does. */
        NOT_EXPLAINED("NOT explained"),
        /** It is a log in which no CPU is stopped. */
        NOTHING_TO_EXPLAIN("nothing to explain"),
        /** It cannot be read. */
        BROKEN("broken");

        private final String words;

        Status(String words) {
            this.words = words;
        }

        /** What to print. */
        public String words() {
            return words;
        }
    }

    /** Classes of recordings that are counted on their own. */
    public enum Peculiarity {
        /** No command that stops a CPU is in it. */
        NO_STOP_WRITES("no stop writes"),
        /** It does not tell CPUs apart, so who took what is unknown. */
        NO_CPU_NAMES("no CPU names, takers unknown"),
        /** It ends before the stop does; what there is of it is explained. */
        CUT("cut before the stop ends");

        private final String words;

        Peculiarity(String words) {
            this.words = words;
        }

        /** What to print. */
        public String words() {
            return words;
        }
    }

    /**
     * What was compared.
     *
     * @param cpus CPUs with evidence
     * @param stopWrites commands that stop CPUs
     * @param polls reads of the ICR
     * @param accesses reads and writes of local-APIC registers, polls and commands among them
     * @param takersRecorded whether the recording shows who enters a stop handler
     * @param taken entries into stop handlers
     * @param ioApicWrites writes of the I/O APIC
     */
    public record Evidence(
            int cpus, int stopWrites, int polls, int accesses, boolean takersRecorded, int taken, int ioApicWrites) {
        /** None. */
        public static final Evidence NONE = new Evidence(0, 0, 0, 0, false, 0, 0);
    }

    /**
     * What comes nearest.
     *
     * @param explanation what it would be
     * @param differences how many things differ; in a recording without CPU names, how many were not reached
     * @param first the first of them
     */
    public record Nearest(Explanation explanation, int differences, Difference first) {}

    /** Copies the collections. */
    public Comparison {
        explanations = List.copyOf(explanations);
        EnumSet<Peculiarity> kinds = EnumSet.noneOf(Peculiarity.class);
        kinds.addAll(peculiarities);
        peculiarities = Collections.unmodifiableSet(kinds);
        noise = Collections.unmodifiableSortedMap(new TreeMap<>(noise));
        undecided = List.copyOf(undecided);
        support = List.copyOf(support);
        takenForGranted = List.copyOf(takenForGranted);
        problems = List.copyOf(problems);
    }

    /** The result for a file that cannot be read. */
    static Comparison broken(Path source, List<RecordingProblem> problems) {
        return new Comparison(
                source,
                Status.BROKEN,
                List.of(),
                Optional.empty(),
                Set.of(),
                Evidence.NONE,
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                HeaderCheck.NOTHING_TO_CHECK,
                problems);
    }
}
