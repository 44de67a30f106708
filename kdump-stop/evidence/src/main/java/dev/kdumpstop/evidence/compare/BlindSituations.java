package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The machines a recording can be of if nothing is known but its events: who sends the stop crashed; who reacts was there;
 * numbers nobody has are CPUs that are not there, or that answer nothing; APIC ids are the CPU numbers, or else what the
 * commands name.
 */
final class BlindSituations {
    private static final int ID = 0x020;
    /** Enough for every hypothesis about the crashing CPU of a nameless recording. */
    private static final int MOST_CPUS = 1024;

    private final Observation observation;
    private final Situations situations;
    private final List<StopWord> first;
    private final List<Situation> found = new ArrayList<>();

    BlindSituations(Observation observation) {
        this.observation = observation;
        this.situations = new Situations(observation);
        this.first = firstStage(observation.stopWords());
    }

    /** The commands before the first one of another kind. */
    private static List<StopWord> firstStage(List<StopWord> words) {
        List<StopWord> first = new ArrayList<>();
        for (StopWord word : words) {
            if (word.isNmi() != words.get(0).isNmi() || (word.isShorthand() && !first.isEmpty())) {
                break;
            }
            first.add(word);
        }
        return first;
    }

    List<Situation> all() {
        if (observation.isMerged()) {
            nameless();
        } else {
            named();
        }
        // Stable: among those that need as many assumptions, the first found stays first.
        found.sort((a, b) ->
                Integer.compare(a.assumptions().size(), b.assumptions().size()));
        return found;
    }

    // --- with CPU names
    // --------------------------------------------------------------------------------------------

    private void named() {
        int crashing = sender();
        CpuSet seen = CpuSet.of(crashing);
        CpuSet offline = CpuSet.empty();
        for (Track track : observation.tracks()) {
            seen = seen.with(track.cpu());
            boolean onlyTakes = track.hasEvidence() && track.cpu() != crashing;
            for (Observed item : track.items()) {
                boolean access = item.act() == Act.READ || item.act() == Act.WRITE;
                onlyTakes &= !access || item.skip() != Observed.Skip.NEVER;
            }
            offline = onlyTakes ? offline.with(track.cpu()) : offline;
        }
        int least = seen.highest() + 1;
        for (int count : counts(least)) {
            CpuSet unseen = CpuSet.firstN(count).minus(seen);
            CpuSet beyond = unseen.minus(CpuSet.firstN(least));
            CpuSet gaps = unseen.minus(beyond);
            CpuSet online = seen.union(beyond).minus(offline);
            addWithIds(online, gaps, crashing, count, notThere(gaps));
            CpuSet asked = gaps.intersect(askedByNumber());
            for (CpuSet there : asked.isEmpty() || asked.equals(gaps) ? List.of(gaps) : List.of(asked, gaps)) {
                if (!there.isEmpty()) {
                    addWithIds(online.union(there), gaps.minus(there), crashing, count, notThere(gaps.minus(there)));
                }
            }
        }
    }

    private static List<String> notThere(CpuSet cpus) {
        List<String> notThere = new ArrayList<>();
        for (int cpu : cpus.toArray()) {
            notThere.add("CPU " + cpu + " is not there, or not online");
        }
        return notThere;
    }

    /** The CPUs that the first commands name, if APIC ids are CPU numbers. */
    private CpuSet askedByNumber() {
        CpuSet asked = CpuSet.empty();
        for (StopWord word : first) {
            boolean mask = word.isLogical() && !word.isShorthand();
            long bits = word.x2apic() ? word.destination() & 0xFFFF : word.destination();
            long base = word.x2apic() ? (word.destination() >>> 16) * 16 : 0;
            for (int bit = 0; mask && bit < 16; bit++) {
                asked = (bits >>> bit & 1) != 0 && base < MOST_CPUS ? asked.with((int) base + bit) : asked;
            }
            boolean one = !word.isLogical() && !word.isShorthand() && word.destination() < MOST_CPUS;
            asked = one ? asked.with((int) word.destination()) : asked;
        }
        return asked;
    }

    /** Who sends the stop; if nobody does, who has the most to explain. */
    private int sender() {
        if (!observation.stopWords().isEmpty()) {
            return observation.stopWords().get(0).cpu();
        }
        int best = 0;
        int most = 0;
        for (Track track : observation.tracks()) {
            int count = 0;
            for (Observed item : track.items()) {
                boolean access = item.act() == Act.READ || item.act() == Act.WRITE;
                count += access && item.skip() == Observed.Skip.NEVER ? 1 : 0;
            }
            if (count > most) {
                most = count;
                best = track.cpu();
            }
        }
        return best;
    }

    // --- without
    // ---------------------------------------------------------------------------------------------------

    private void nameless() {
        int least = Math.max(1, Answers.shutDowns(observation));
        for (int count : counts(least)) {
            for (int crashing : crashing(count)) {
                addWithIds(CpuSet.firstN(count), CpuSet.empty(), crashing, count, List.of());
            }
        }
    }

    /** Whom the commands leave out; where they leave out nobody by name, it makes no difference. */
    private Set<Integer> crashing(int count) {
        Set<Integer> possible = new TreeSet<>();
        for (Observed item : observation.tracks().get(0).items()) {
            boolean reads = item.isAccess(Act.READ, ID) && item.value() >>> 24 < count;
            if (reads && !observation.stopWords().isEmpty()) {
                possible.add((int) (item.value() >>> 24));
            }
        }
        boolean byName = !first.isEmpty() && !first.get(0).isShorthand();
        for (int cpu = 0; byName && cpu < count; cpu++) {
            possible.add(cpu);
        }
        return possible.isEmpty() ? Set.of(0) : possible;
    }

    // --- numbers and ids
    // -------------------------------------------------------------------------------------------

    /** How many CPUs there can be: as many as were seen, or as the commands address. */
    private Set<Integer> counts(int least) {
        Set<Integer> counts = new LinkedHashSet<>();
        if (first.isEmpty() && least == 1) {
            // One CPU was seen, and nobody was asked to stop: a kernel that could have asked another, or one that had
            // none.
            counts.add(2);
        }
        counts.add(least);
        long targets = 0;
        long highest = -1;
        for (StopWord word : first) {
            if (word.isShorthand()) {
                return counts;
            }
            long mask = word.x2apic() ? word.destination() & 0xFFFF : word.destination();
            targets += word.isLogical() ? Long.bitCount(mask) : 1;
            long top = word.isLogical() && !word.x2apic() ? 63 - Long.numberOfLeadingZeros(Math.max(1, mask)) : -1;
            highest = Math.max(highest, top);
        }
        for (long count : new long[] {targets + 1, highest + 1}) {
            if (count > least && count <= MOST_CPUS) {
                counts.add((int) count);
            }
        }
        return counts;
    }

    private void addWithIds(CpuSet online, CpuSet absent, int crashing, int count, List<String> assumptions) {
        List<Integer> linear = new ArrayList<>();
        for (int cpu = 0; cpu < count; cpu++) {
            linear.add(cpu);
        }
        found.addAll(situations.withSilent(linear, online, absent, crashing, assumptions));
        List<Integer> named = namedIds(online.without(crashing), crashing, count);
        if (!named.isEmpty() && !named.equals(linear)) {
            List<String> more = new ArrayList<>(assumptions);
            more.add("APIC ids are those that the commands name: " + named);
            found.addAll(situations.withSilent(named, online, absent, crashing, more));
        }
    }

    /** The ids in the commands, given to the targets in ascending order; empty if there are not as many. */
    private List<Integer> namedIds(CpuSet others, int crashing, int count) {
        List<Integer> inWords = new ArrayList<>();
        for (StopWord word : first) {
            if (word.isShorthand() || (word.isLogical() && !word.x2apic())) {
                inWords.clear();
                break;
            } else if (!word.isLogical()) {
                inWords.add((int) word.destination());
            } else {
                for (int bit = 0; bit < 16; bit++) {
                    if ((word.destination() >>> bit & 1) != 0) {
                        inWords.add((int) (word.destination() >>> 16) << 4 | bit);
                    }
                }
            }
        }
        int own = -1;
        for (Observed item :
                observation.track(observation.isMerged() ? Track.ALL : crashing).items()) {
            boolean reads = item.isAccess(Act.READ, ID) && item.value() <= 0xFF00_0000L;
            own = reads && own < 0 ? (int) (item.value() >>> 24) : own;
        }
        boolean byWords = inWords.size() == others.size();
        if (!byWords && own < 0) {
            return List.of();
        }
        Set<Integer> taken = new HashSet<>(byWords ? inWords : List.of());
        if (taken.size() < (byWords ? inWords.size() : 0) || (own >= 0 && !taken.add(own))) {
            return List.of();
        }
        List<Integer> ids = new ArrayList<>();
        int next = 0;
        for (int cpu = 0; cpu < count; cpu++) {
            if (cpu == crashing && own >= 0) {
                ids.add(own);
            } else if (byWords && others.contains(cpu)) {
                ids.add(inWords.get(next++));
            } else {
                int free = cpu;
                while (!taken.add(free)) {
                    free++;
                }
                ids.add(free);
            }
        }
        return ids;
    }
}
