package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.orchestrator.Headline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a recording that does not tell CPUs apart is a merge of the predicted sequences: each in order, and none
 * ahead of what it has to wait for. A depth-first search that remembers where it failed. CPUs with the same sequence, at
 * the same place, are the same to it: it says that such CPUs were stopped, never which is which.
 */
final class MergedMatch {
    /** More than any healthy merge needs by far; a wrong one fails long before. */
    private static final int MOST_STATES = 400_000;

    private final Observation observation;
    private final Situation situation;
    private final Prediction prediction;
    private final List<Observed> items;
    private final int cpus;
    private final int[] kind;
    private final int[][] needs;
    private final int[] place;
    private final @Nullable Observed[] last;
    private final Set<String> failed = new HashSet<>();
    private int furthest;
    private String wanted = "";
    private final int lastOfStop;
    private boolean cut;

    MergedMatch(Observation observation, Situation situation, Prediction prediction) {
        this.observation = observation;
        this.situation = situation;
        this.prediction = prediction;
        this.items = observation.tracks().isEmpty()
                ? List.of()
                : observation.tracks().get(0).items();
        this.lastOfStop = observation.tracks().isEmpty()
                ? -1
                : observation.tracks().get(0).lastOfStop();
        this.cpus = situation.cpus();
        this.place = new int[cpus];
        this.last = new @Nullable Observed[cpus];
        this.kind = new int[cpus];
        this.needs = new int[prediction.orders().size()][];
        for (int i = 0; i < needs.length; i++) {
            Prediction.Order order = prediction.orders().get(i);
            needs[i] = new int[] {order.before(), order.beforeAt(), order.after(), order.afterAt()};
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            kind[cpu] = cpu;
            for (int other = 0; other < cpu; other++) {
                if (isSame(other, cpu)) {
                    kind[cpu] = other;
                    break;
                }
            }
        }
    }

    /** Interchangeable but for what they still wait for. */
    private boolean isSame(int a, int b) {
        return a != situation.crashing()
                && b != situation.crashing()
                && prediction.of(a).equals(prediction.of(b))
                && answer(a) == answer(b);
    }

    /** After which of its steps the CPU has answered. */
    private int answer(int cpu) {
        int answer = -1;
        for (int[] need : needs) {
            answer = need[0] == cpu ? need[1] : answer;
        }
        return answer;
    }

    Attempt attempt(Candidate candidate) {
        List<Choice> path = new ArrayList<>();
        boolean found = search(path);
        Difference difference = null;
        int missing = 0;
        if (!found) {
            for (int cpu = 0; cpu < cpus; cpu++) {
                missing += prediction.of(cpu).size();
            }
            for (Observed item : items) {
                missing += item.skip() == Observed.Skip.NEVER ? 1 : 0;
            }
            missing = Math.max(1, missing - 2 * furthestMatched);
            boolean atEnd = furthest >= items.size();
            Observed item = items.isEmpty() ? null : items.get(Math.min(furthest, items.size() - 1));
            difference = new Difference(
                    item == null ? 0 : item.line(),
                    Track.ALL,
                    item == null || atEnd ? "nothing more" : item.toString(),
                    wanted.isEmpty() ? "nothing more" : wanted);
        }
        return new Attempt(
                candidate,
                situation,
                prediction,
                missing,
                difference,
                furthestPlace < prediction.firstWait(),
                found ? evidence(path) : furthestMatched,
                prediction.exact(),
                found && cut);
    }

    // --- search
    // ----------------------------------------------------------------------------------------------------

    private int furthestMatched;
    private int furthestPlace;

    /** One decision: item {@code at} was given to {@code cpu}, or skipped (-1); {@code next} is the next choice. */
    private static final class Choice {
        final int at;
        final int[] options;
        int next;
        int given = -2;

        @Nullable
        Observed lastBefore;

        Choice(int at, int[] options) {
            this.at = at;
            this.options = options;
        }
    }

    /** How much of the evidence was given to CPUs. */
    private int evidence(List<Choice> path) {
        int matched = 0;
        for (Choice choice : path) {
            boolean evidence = items.get(choice.at).skip() == Observed.Skip.NEVER;
            matched += choice.given >= 0 && evidence ? 1 : 0;
        }
        return matched;
    }

    private boolean search(List<Choice> path) {
        int at = 0;
        int states = 0;
        while (true) {
            if (isDone(at)) {
                return true;
            }
            boolean dead = ++states > MOST_STATES || !failed.add(key(at));
            path.add(new Choice(at, dead ? new int[0] : options(at)));
            while (true) {
                if (path.isEmpty()) {
                    return false;
                }
                Choice choice = path.get(path.size() - 1);
                undo(choice);
                if (choice.next < choice.options.length) {
                    give(choice, choice.options[choice.next++]);
                    at = choice.at + 1;
                    break;
                }
                path.remove(path.size() - 1);
            }
        }
    }

    private void undo(Choice choice) {
        if (choice.given >= 0) {
            place[choice.given]--;
            last[choice.given] = choice.lastBefore;
        }
        choice.given = -2;
    }

    private void give(Choice choice, int cpu) {
        choice.given = cpu;
        if (cpu >= 0) {
            choice.lastBefore = last[cpu];
            last[cpu] = items.get(choice.at);
            place[cpu]++;
        }
    }

    private boolean isDone(int at) {
        boolean all = true;
        for (int cpu = 0; cpu < cpus; cpu++) {
            all &= place[cpu] == prediction.of(cpu).size();
        }
        boolean failedPath = prediction.headline() == Headline.CRASH_PATH_FAILED;
        boolean goesOn = !prediction.restarts() || observation.bootsAfter();
        if (all && observation.open() && !failedPath && goesOn && at > lastOfStop) {
            return true;
        }
        if (at < items.size()) {
            return false;
        }
        cut = !all && observation.open() && !isAtBegin();
        return all || cut;
    }

    private boolean isAtBegin() {
        for (int done : place) {
            if (done > 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a CPU that the stop has not reached. */
    private boolean isSomebodyAtWork() {
        for (int cpu = 0; cpu < cpus; cpu++) {
            if (cpu != situation.crashing() && place[cpu] == 0) {
                return true;
            }
        }
        return false;
    }

    /** The CPUs that can have made the item, one of each kind; -1 if it can be left out. */
    private int[] options(int at) {
        Observed item = at < items.size() ? items.get(at) : null;
        List<Integer> options = new ArrayList<>();
        StringBuilder want = new StringBuilder();
        Set<String> seen = new HashSet<>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            List<Expected> own = prediction.of(cpu);
            if (place[cpu] == own.size() || !isAllowed(cpu)) {
                continue;
            }
            boolean first = seen.add(state(cpu));
            if (first) {
                want.append(want.isEmpty() ? "" : ", or ").append(own.get(place[cpu]));
            }
            if (first && item != null && matches(at, item, own.get(place[cpu]), cpu)) {
                options.add(cpu);
            }
        }
        note(at, want.toString());
        if (item == null) {
            return new int[0];
        }
        boolean begin = isAtBegin();
        boolean ordinary = item.skip() == Observed.Skip.BEFORE_THE_STOP || item.act() == Act.IO_APIC;
        boolean failedPath = prediction.headline() == Headline.CRASH_PATH_FAILED;
        if ((begin && (ordinary || observation.containsBoot()))
                || (ordinary && (failedPath || want.isEmpty() || isSomebodyAtWork()))
                || item.skip() == Observed.Skip.ANYWHERE) {
            options.add(-1);
        }
        return options.stream().mapToInt(Integer::intValue).toArray();
    }

    private void note(int at, String want) {
        int matched = Arrays.stream(place).sum();
        if (matched > furthestMatched || (matched == furthestMatched && at > furthest) || wanted.isEmpty()) {
            furthestMatched = matched;
            furthest = at;
            furthestPlace = place[situation.crashing()];
            wanted = want;
        }
    }

    private boolean matches(int at, Observed item, Expected want, int cpu) {
        IoApicRun run = item.ioApic();
        if (run != null) {
            return want.act() == Act.IO_APIC && (run.isComplete() || (at == items.size() - 1 && run.isBegin()));
        }
        return TrackMatch.matches(item, last[cpu], want, Track.ALL);
    }

    /** Whether all that must come before this CPU's next step is over. */
    private boolean isAllowed(int cpu) {
        for (int[] need : needs) {
            if (need[2] == cpu && need[3] == place[cpu] && place[need[0]] <= need[1]) {
                return false;
            }
        }
        return true;
    }

    /** What the CPU read last, if its next step copies it. */
    private long value(int cpu) {
        Observed before = last[cpu];
        Expected next = prediction.of(cpu).get(place[cpu]);
        return before == null || next.act() != Act.WRITE || next.copied() == 0 ? 0 : before.value();
    }

    /** All that matters of a CPU for what can follow; the same for CPUs that are interchangeable here. */
    private String state(int cpu) {
        if (place[cpu] == prediction.of(cpu).size()) {
            return kind[cpu] + ".";
        }
        StringBuilder state = new StringBuilder();
        state.append(kind[cpu]).append(':').append(place[cpu]).append(':').append(value(cpu));
        for (int[] need : needs) {
            if (need[2] == cpu && need[2] != situation.crashing() && place[need[0]] <= need[1]) {
                state.append(',').append(need[1]).append('>').append(need[3]);
            }
        }
        return state.toString();
    }

    private String key(int at) {
        String[] parts = new String[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            parts[cpu] = state(cpu);
        }
        Arrays.sort(parts);
        return at + " " + String.join(" ", parts);
    }
}
