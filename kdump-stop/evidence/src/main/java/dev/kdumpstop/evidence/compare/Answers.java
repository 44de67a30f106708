package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which CPUs seem not to have answered the stop, by what they were seen doing or not doing.
 *
 * @param silent those that did nothing
 * @param late those that did something only after NMIs had followed the first commands, or that took an NMI instead
 */
record Answers(CpuSet silent, CpuSet late) {

    static Answers of(Observation observation, List<Integer> ids, CpuSet online, int crashing) {
        CpuSet others = online.without(crashing);
        return observation.isMerged() ? counted(observation, ids, others) : seen(observation, others);
    }

    private static Answers seen(Observation observation, CpuSet others) {
        int second = secondStage(observation.stopWords());
        boolean fixed = observation.stopWords().stream().anyMatch(word -> !word.isNmi());
        CpuSet silent = CpuSet.empty();
        CpuSet late = CpuSet.empty();
        for (int cpu : others.toArray()) {
            Track track = observation.track(cpu);
            int first = track.firstEvidence();
            if (first < 0) {
                silent = silent.with(cpu);
            } else if (track.items().get(first).order() > second
                    || (fixed && track.items().get(first).act() == Act.NMI)) {
                late = late.with(cpu);
            }
        }
        return new Answers(silent, late);
    }

    /** Where NMIs follow commands of another kind. */
    private static int secondStage(List<StopWord> words) {
        boolean fixed = false;
        for (StopWord word : words) {
            if (fixed && word.isNmi()) {
                return word.order();
            }
            fixed |= !word.isNmi();
        }
        return Integer.MAX_VALUE;
    }

    /** Without names: as many are silent as shut-downs are missing; who they are, later single commands may tell. */
    private static Answers counted(Observation observation, List<Integer> ids, CpuSet others) {
        int second = secondStage(observation.stopWords());
        List<Integer> asked = new ArrayList<>();
        for (StopWord word : observation.stopWords()) {
            OptionalInt target = word.order() < second || word.isShorthand() ? OptionalInt.empty() : single(word, ids);
            if (target.isPresent() && others.contains(target.getAsInt()) && !asked.contains(target.getAsInt())) {
                asked.add(target.getAsInt());
            }
        }
        int missing = Math.max(0, others.size() + 1 - shutDowns(observation));
        CpuSet silent = CpuSet.empty();
        CpuSet late = CpuSet.empty();
        for (int i = asked.size() - 1; i >= 0; i--) {
            if (silent.size() < missing) {
                silent = silent.with(asked.get(i));
            } else {
                late = late.with(asked.get(i));
            }
        }
        int[] candidates = others.toArray();
        for (int i = candidates.length - 1; i >= 0 && silent.size() < missing; i--) {
            silent = late.contains(candidates[i]) ? silent : silent.with(candidates[i]);
        }
        return new Answers(silent, late);
    }

    /** The crashing CPU of a kdump shuts its APIC down twice. */
    static int shutDowns(Observation observation) {
        int off = 0;
        for (Track track : observation.tracks()) {
            for (Observed item : track.items()) {
                boolean enabled = item.isAccess(Act.READ, Observation.SVR) && (item.value() & 0x100) != 0;
                off += enabled && (item.value() & 0xFF) == 0xFF ? 1 : 0;
            }
        }
        return Math.min(off, observation.shutDowns());
    }

    private static OptionalInt single(StopWord word, List<Integer> ids) {
        for (int cpu = 0; cpu < ids.size(); cpu++) {
            int id = ids.get(cpu);
            long logical =
                    word.x2apic() ? Integer.toUnsignedLong(id >>> 4) << 16 | 1L << (id & 15) : cpu < 8 ? 1L << cpu : 0;
            boolean is = word.isLogical() ? word.destination() == logical : word.destination() == id;
            if (is) {
                return OptionalInt.of(cpu);
            }
        }
        return OptionalInt.empty();
    }
}
