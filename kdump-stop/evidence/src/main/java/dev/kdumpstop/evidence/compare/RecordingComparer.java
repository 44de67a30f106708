package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.evidence.recording.RecordedEmulator;
import dev.kdumpstop.evidence.recording.Recording;
import dev.kdumpstop.evidence.recording.RecordingHeader;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.evidence.recording.RecordingReader;
import dev.kdumpstop.evidence.recording.RecordingResult;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds what explains recordings. A candidate explains one if its stop, run by the orchestrator, makes on every CPU exactly
 * the accesses that were recorded, in that order. Immutable; any number of threads may use it.
 *
 * <pre>{@code
 * Comparison comparison = new RecordingComparer(Installed.discover()).compare(Path.of("crash.jsonl"));
 * }</pre>
 */
public final class RecordingComparer {
    private final Installed installed;
    private final boolean blind;
    private final Optional<RecordingHeader> givenHeader;

    /** Compares with everything that is installed; headers say which CPUs there were. */
    public RecordingComparer(Installed installed) {
        this(installed, false, Optional.empty());
    }

    /**
     * Compares with everything that is installed.
     *
     * @param blind whether not even the CPUs of a header are used
     * @param givenHeader a header for recordings that have none: QEMU's logs
     */
    public RecordingComparer(Installed installed, boolean blind, Optional<RecordingHeader> givenHeader) {
        this.installed = installed;
        this.blind = blind;
        this.givenHeader = givenHeader;
    }

    /** Reads a file and finds what explains it. Never throws for what is in the file: that is a status. */
    public Comparison compare(Path file) {
        RecordingResult result = RecordingReader.read(file);
        if (!result.isWhole() || result.recording().isEmpty()) {
            return Comparison.broken(file, result.problems());
        }
        return compare(result.recording().get(), result.problems());
    }

    /** Finds what explains a recording that was read; {@code problems} are passed on. */
    public Comparison compare(Recording recording, List<RecordingProblem> problems) {
        Optional<RecordingHeader> header = recording.header().or(() -> givenHeader);
        Map<Long, Integer> threads = blind
                ? Map.of()
                : header.flatMap(RecordingHeader::emulator)
                        .filter(RecordedEmulator::threadPerCpu)
                        .<Map<Long, Integer>>map(RecordedEmulator::cpuByThread)
                        .orElse(Map.of());
        Observation observation = ObservationBuilder.of(recording, threads);
        ComparisonBuilder report = new ComparisonBuilder(recording.source(), observation, installed, problems);
        boolean useHeader = header.isPresent() && !blind;
        if (!useHeader && observation.open() && !observation.showsStop()) {
            return report.nothingToExplain(header);
        }
        List<Situation> situations = useHeader
                ? new Situations(observation).of(header.get().maps())
                : new BlindSituations(observation).all();
        List<Attempt> attempts = new ArrayList<>();
        for (Situation situation : situations) {
            List<Attempt> here = attempts(observation, situation);
            attempts.addAll(here);
            List<Attempt> explaining = here.stream().filter(Attempt::explains).toList();
            if (!explaining.isEmpty()) {
                return report.explained(furthest(explaining), !useHeader, header);
            }
        }
        return report.notExplained(nearest(observation, attempts), !useHeader, header);
    }

    /**
     * A log may go on after the stop. What explains all of it goes before what explains only its begin and leaves the rest
     * to whatever came next.
     */
    private static List<Attempt> furthest(List<Attempt> explaining) {
        int most = 0;
        for (Attempt attempt : explaining) {
            most = Math.max(most, attempt.matched());
        }
        int wanted = most;
        return explaining.stream()
                .filter(attempt -> attempt.matched() == wanted)
                .toList();
    }

    /** Everything installed on one machine; a procedure's options only where it does not explain as it is. */
    private List<Attempt> attempts(Observation observation, Situation situation) {
        Candidates candidates = new Candidates(installed, observation.version());
        Predictor predictor = new Predictor(installed, observation);
        Matcher matcher = new Matcher(observation);
        Map<Candidates.Work, Attempt> done = new HashMap<>();
        Function<Candidate, Optional<Attempt>> attempt = candidate -> {
            try {
                Candidates.Work work = candidates.work(candidate, situation);
                Attempt known = done.get(work);
                Attempt made = known != null ? known.of(candidate) : attempt(predictor, matcher, candidate, situation);
                done.putIfAbsent(work, made);
                return Optional.of(made);
            } catch (IllegalArgumentException e) {
                // Such a kernel cannot do this on such a machine, and says why; it explains nothing there.
                return Optional.empty();
            }
        };
        List<Attempt> attempts = new ArrayList<>();
        for (Candidate candidate : candidates.on(situation, modes(observation))) {
            Optional<Attempt> usual = attempt.apply(candidate);
            usual.ifPresent(attempts::add);
            if (usual.isPresent() && !usual.get().explains()) {
                boolean early = usual.get().differsBeforeTheFirstWait();
                candidates
                        .variants(candidate, situation, early)
                        .forEach(variant -> attempt.apply(variant).ifPresent(attempts::add));
            }
        }
        return attempts;
    }

    private static Attempt attempt(Predictor predictor, Matcher matcher, Candidate candidate, Situation situation) {
        Attempt rough = matcher.match(candidate, situation, predictor.rough(candidate, situation));
        return rough.distance() > 0 ? rough : exact(predictor, matcher, rough);
    }

    private static Attempt exact(Predictor predictor, Matcher matcher, Attempt attempt) {
        Candidate candidate = attempt.candidate();
        Situation situation = attempt.situation();
        return matcher.match(candidate, situation, predictor.exact(candidate, situation));
    }

    /**
     * The nearest of those that explain nothing: with the fewest differences, then the fewest assumptions; several if only
     * their releases differ.
     */
    private List<Attempt> nearest(Observation observation, List<Attempt> attempts) {
        Comparator<Attempt> nearer = Comparator.comparingInt(Attempt::distance)
                .thenComparingInt(attempt -> attempt.situation().assumptions().size())
                .thenComparingInt(attempt -> attempt.candidate().deviations());
        List<Attempt> sorted = new ArrayList<>(attempts);
        sorted.sort(nearer);
        Predictor predictor = new Predictor(installed, observation);
        Matcher matcher = new Matcher(observation);
        List<Attempt> best = new ArrayList<>();
        for (Attempt attempt : sorted) {
            int order = best.isEmpty() ? -1 : nearer.compare(attempt, best.get(0));
            if (order > 0) {
                break;
            } else if (order == 0
                    && !attempt.candidate().differsByReleaseFrom(best.get(0).candidate())) {
                continue;
            }
            Attempt exact = attempt.exact() ? attempt : exact(predictor, matcher, attempt);
            int now = best.isEmpty() ? -1 : nearer.compare(exact, best.get(0));
            if (now < 0) {
                best.clear();
            }
            if (now < 0
                    || (now == 0
                            && Objects.equals(exact.difference(), best.get(0).difference()))) {
                best.add(exact);
            }
        }
        return best;
    }

    /** Where the recording says how registers were reached, the other way need not be tried. */
    private static Set<ApicMode> modes(Observation observation) {
        Set<ApicMode> seen = EnumSet.noneOf(ApicMode.class);
        for (Track track : observation.tracks()) {
            for (Observed item : track.items()) {
                switch (item.path()) {
                    case MSR -> seen.add(ApicMode.X2APIC);
                    case MMIO -> seen.add(ApicMode.XAPIC);
                    default -> {}
                }
            }
        }
        return seen.size() == 1 ? seen : EnumSet.allOf(ApicMode.class);
    }
}
