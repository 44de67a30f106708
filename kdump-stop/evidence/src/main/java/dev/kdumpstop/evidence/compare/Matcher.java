package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.orchestrator.Headline;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lays predictions beside an observation whose CPUs can be told apart. */
final class Matcher {
    private final Observation observation;

    Matcher(Observation observation) {
        this.observation = observation;
    }

    Attempt match(Candidate candidate, Situation situation, Prediction prediction) {
        if (observation.isMerged()) {
            return new MergedMatch(observation, situation, prediction).attempt(candidate);
        }
        List<TrackMatch> matches = new ArrayList<>();
        TreeSet<Integer> cpus = new TreeSet<>();
        for (int cpu = 0; cpu < situation.cpus(); cpu++) {
            cpus.add(cpu);
        }
        observation.tracks().forEach(track -> cpus.add(track.cpu()));
        int distance = 0;
        int matched = 0;
        boolean cut = false;
        Difference first = null;
        for (int cpu : cpus) {
            TrackMatch match = new TrackMatch(
                    observation.track(cpu), prediction.of(cpu), freedom(prediction, cpu, situation.crashing()));
            matches.add(match);
            distance += match.distance();
            matched += match.matched();
            cut |= match.isCut();
            first = earlier(first, match.difference());
        }
        if (distance == 0) {
            first = outOfOrder(prediction, matches);
            distance = first == null ? 0 : 1;
        }
        TrackMatch own = matches.get(situation.crashing());
        boolean early = own.differsAt() < prediction.firstWait();
        return new Attempt(candidate, situation, prediction, distance, first, early, matched, prediction.exact(), cut);
    }

    private TrackMatch.Freedom freedom(Prediction prediction, int cpu, int crashing) {
        boolean open = observation.open();
        boolean failed = prediction.headline() == Headline.CRASH_PATH_FAILED;
        boolean halted = cpu < prediction.halted().size() && prediction.halted().get(cpu);
        // After a jump the capture kernel goes on, on this CPU; after a restart firmware and a whole boot.
        boolean goesOn = prediction.restarts() ? observation.bootsAfter() : cpu == crashing;
        boolean anyEnd = open && !failed && goesOn;
        boolean ordinaryEnd = !halted && (failed || open || cpu != crashing);
        return new TrackMatch.Freedom(observation.containsBoot(), anyEnd, open, ordinaryEnd);
    }

    private static @Nullable Difference earlier(@Nullable Difference a, @Nullable Difference b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return b.line() != 0 && (a.line() == 0 || b.line() < a.line()) ? b : a;
    }

    /** Causes before effects, and answers before what waits for them. */
    private static @Nullable Difference outOfOrder(Prediction prediction, List<TrackMatch> matches) {
        Difference first = null;
        for (Prediction.Order order : prediction.orders()) {
            Observed after = matches.get(order.after()).atOrAfter(order.afterAt());
            if (order.beforeAt() < 0 || after == null) {
                continue;
            }
            Observed before = matches.get(order.before()).at(order.beforeAt());
            if (before == null || before.order() > after.order()) {
                Expected want = prediction.of(order.before()).get(order.beforeAt());
                String when = before == null ? "which is missing" : "which is in line " + before.line();
                first = earlier(
                        first,
                        new Difference(
                                after.line(),
                                order.after(),
                                after.toString(),
                                "only after CPU " + order.before() + ": " + want + ", " + when));
            }
        }
        return first;
    }
}
