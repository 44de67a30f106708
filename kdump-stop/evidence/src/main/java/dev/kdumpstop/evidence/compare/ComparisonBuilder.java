package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.evidence.recording.RecordingHeader;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns attempts into what is reported: the set, merged over releases and shorthand settings, and its surroundings. */
final class ComparisonBuilder {
    private static final int ICR = 0x300;

    private final Path source;
    private final Observation observation;
    private final Installed installed;
    private final List<RecordingProblem> problems;
    private final Circumstances circumstances;

    ComparisonBuilder(Path source, Observation observation, Installed installed, List<RecordingProblem> problems) {
        this.source = source;
        this.observation = observation;
        this.installed = installed;
        this.problems = problems;
        this.circumstances = new Circumstances(observation);
    }

    Comparison nothingToExplain(Optional<RecordingHeader> header) {
        return comparison(
                Comparison.Status.NOTHING_TO_EXPLAIN,
                List.of(),
                Optional.empty(),
                peculiarities(false),
                0,
                List.of(),
                HeaderCheck.of(header, List.of()));
    }

    Comparison explained(List<Attempt> explaining, boolean blind, Optional<RecordingHeader> header) {
        List<Explanation> set = merge(fewestOptions(explaining));
        Attempt first = explaining.get(0);
        return comparison(
                Comparison.Status.EXPLAINED,
                set,
                Optional.empty(),
                peculiarities(explaining.stream().anyMatch(Attempt::cut)),
                first.matched(),
                takenForGranted(blind, first.situation()),
                HeaderCheck.of(header, set));
    }

    /** {@code best}: what comes nearest; several differ by their releases only. */
    Comparison notExplained(List<Attempt> best, boolean blind, Optional<RecordingHeader> header) {
        Optional<Comparison.Nearest> nearest = best.stream()
                .findFirst()
                .flatMap(attempt -> Optional.ofNullable(attempt.difference())
                        .map(first -> new Comparison.Nearest(merge(best).get(0), attempt.distance(), first)));
        return comparison(
                Comparison.Status.NOT_EXPLAINED,
                List.of(),
                nearest,
                peculiarities(false),
                0,
                best.isEmpty() ? List.of() : takenForGranted(blind, best.get(0).situation()),
                HeaderCheck.of(header, List.of()));
    }

    // --- the set
    // ---------------------------------------------------------------------------------------------------

    /** Of several variants of one procedure those with the fewest options. */
    private static List<Attempt> fewestOptions(List<Attempt> attempts) {
        Map<Candidate, Integer> fewest = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            fewest.merge(attempt.candidate().base(), attempt.candidate().deviations(), Math::min);
        }
        return attempts.stream()
                .filter(attempt -> fewest.getOrDefault(attempt.candidate().base(), 0)
                        == attempt.candidate().deviations())
                .toList();
    }

    private record Member(String subArchitecture, String procedure, boolean shorthand) {}

    /** One member per sub-architecture, procedure and shorthand setting; settings that make no difference are one. */
    private List<Explanation> merge(List<Attempt> attempts) {
        Map<Member, List<Attempt>> members = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            Candidate candidate = attempt.candidate();
            members.computeIfAbsent(
                            new Member(candidate.subArchitecture(), candidate.procedure(), candidate.shorthand()),
                            key -> new ArrayList<>())
                    .add(attempt);
        }
        List<Explanation> set = new ArrayList<>();
        members.forEach((member, of) -> {
            Member other = new Member(member.subArchitecture(), member.procedure(), !member.shorthand());
            boolean either = isAlike(members.getOrDefault(other, List.of()), of);
            if (either && !member.shorthand()) {
                return;
            }
            Explanation.Shorthand shorthand = either
                    ? Explanation.Shorthand.EITHER
                    : member.shorthand() ? Explanation.Shorthand.ALLOWED : Explanation.Shorthand.OFF;
            set.add(explanation(of.get(0), releases(of), shorthand));
        });
        set.sort(Comparator.<Explanation>comparingInt(
                        explanation -> explanation.assumptions().size())
                .thenComparingInt(explanation -> -explanation.support())
                .thenComparing(Explanation::subArchitecture)
                .thenComparing(Explanation::procedure)
                .thenComparing(Explanation::shorthand));
        return set;
    }

    /** The same releases, and it comes to the same. */
    private static boolean isAlike(List<Attempt> a, List<Attempt> b) {
        return !a.isEmpty()
                && releases(a).equals(releases(b))
                && a.get(0).prediction().headline() == b.get(0).prediction().headline();
    }

    private static List<KernelRelease> releases(List<Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> attempt.candidate().release())
                .sorted()
                .distinct()
                .toList();
    }

    private Explanation explanation(Attempt attempt, List<KernelRelease> releases, Explanation.Shorthand shorthand) {
        Candidate candidate = attempt.candidate();
        List<String> assumptions = new ArrayList<>(attempt.situation().assumptions());
        if (candidate.deviations() > 0) {
            assumptions.add("option "
                    + candidate.procedure().substring(candidate.procedureId().length() + 1));
        }
        int support = circumstances.support(
                installed.get(ExtensionPoint.SUB_ARCHITECTURE, candidate.subArchitecture()),
                Predictor.machine(candidate, attempt.situation(), observation.version()),
                candidate.mode() == ApicMode.X2APIC);
        return new Explanation(
                candidate.subArchitecture(),
                releases,
                candidate.procedure(),
                shorthand,
                assumptions,
                attempt.prediction().headline(),
                support);
    }

    // --- its surroundings
    // ------------------------------------------------------------------------------------------

    private Comparison comparison(
            Comparison.Status status,
            List<Explanation> set,
            Optional<Comparison.Nearest> nearest,
            EnumSet<Comparison.Peculiarity> peculiarities,
            int matched,
            List<String> takenForGranted,
            HeaderCheck header) {
        return new Comparison(
                source,
                status,
                set,
                nearest,
                peculiarities,
                evidence(),
                noise(matched),
                Undecided.of(set, observation),
                circumstances.words(set),
                takenForGranted,
                header,
                problems);
    }

    private EnumSet<Comparison.Peculiarity> peculiarities(boolean cut) {
        EnumSet<Comparison.Peculiarity> kinds = EnumSet.noneOf(Comparison.Peculiarity.class);
        if (observation.stopWords().isEmpty()) {
            kinds.add(Comparison.Peculiarity.NO_STOP_WRITES);
        }
        if (observation.isMerged()) {
            kinds.add(Comparison.Peculiarity.NO_CPU_NAMES);
        }
        if (cut) {
            kinds.add(Comparison.Peculiarity.CUT);
        }
        return kinds;
    }

    private Comparison.Evidence evidence() {
        int cpus = 0;
        int polls = 0;
        for (Track track : observation.tracks()) {
            cpus += track.hasEvidence() ? 1 : 0;
            for (Observed item : track.items()) {
                boolean poll = item.isAccess(Act.READ, ICR) && item.skip() == Observed.Skip.NEVER;
                polls += poll ? 1 : 0;
            }
        }
        return new Comparison.Evidence(
                observation.isMerged() ? 0 : cpus,
                observation.stopWords().size(),
                polls,
                observation.evidence(Act.READ) + observation.evidence(Act.WRITE),
                observation.takersRecorded(),
                observation.evidence(Act.NMI) + observation.evidence(Act.VECTOR),
                observation.evidence(Act.IO_APIC));
    }

    private SortedMap<String, Integer> noise(int matched) {
        SortedMap<String, Integer> noise = new TreeMap<>(observation.ignored());
        int must = 0;
        for (Track track : observation.tracks()) {
            for (Observed item : track.items()) {
                if (item.skip() == Observed.Skip.NEVER) {
                    must++;
                } else if (item.skip() == Observed.Skip.ANYWHERE) {
                    noise.merge("polls that found the ICR busy", 1, Integer::sum);
                } else if (item.offset() == ICR && item.act() == Act.WRITE) {
                    noise.merge("other IPIs", 1, Integer::sum);
                } else if (item.offset() != ICR && item.offset() != 0x310) {
                    noise.merge("EOI, timer and priority", 1, Integer::sum);
                }
            }
        }
        if (matched > 0 && must > matched) {
            noise.put("before or after the stop in the log", must - matched);
        }
        return noise;
    }

    private List<String> takenForGranted(boolean blind, Situation situation) {
        List<String> taken = new ArrayList<>();
        if (blind) {
            taken.add(Words.count(situation.cpus(), "CPU", "CPUs") + " with APIC ids "
                    + (isLinear(situation) ? "equal to their numbers" : "as the commands name them"));
            taken.add(
                    observation.isMerged()
                            ? "the crashing CPU has some number"
                            : "CPU " + situation.crashing() + " crashed: it sends the stop");
        }
        if (observation.naming() == Observation.Naming.THREADS) {
            taken.add("the emulator's threads are the CPUs in ascending order");
        }
        if (!observation.takersRecorded()) {
            taken.add("who takes an interrupt shows only in what it does then");
        }
        return taken;
    }

    private static boolean isLinear(Situation situation) {
        for (int cpu = 0; cpu < situation.cpus(); cpu++) {
            if (situation.ids().get(cpu) != cpu) {
                return false;
            }
        }
        return true;
    }
}
