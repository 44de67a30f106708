package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.evidence.recording.RecordedMaps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The machines a recording can be of, those that need the fewest assumptions first. With a header there is one, and what
 * can differ is which CPUs do not answer; which ones that are is read off the recording and then put to the test.
 */
final class Situations {
    private final Observation observation;

    Situations(Observation observation) {
        this.observation = observation;
    }

    /** From what the header says of the CPUs. */
    List<Situation> of(RecordedMaps maps) {
        int count = Math.max(maps.cpus(), maps.present().last() + 1);
        CpuSet online = CpuSet.empty();
        for (int cpu : maps.online()) {
            online = online.with(cpu);
        }
        CpuSet absent = CpuSet.firstN(count);
        for (int cpu : maps.present()) {
            absent = absent.without(cpu);
        }
        return withSilent(ids(maps.apicIds(), count), online, absent, maps.crashingCpu(), List.of());
    }

    /** CPUs that are not online have an id too, which nothing recorded depends on: any that is free. */
    private static List<Integer> ids(Map<Integer, Integer> known, int count) {
        Set<Integer> taken = new HashSet<>(known.values());
        List<Integer> ids = new ArrayList<>();
        int free = 0;
        for (int cpu = 0; cpu < count; cpu++) {
            Integer id = known.get(cpu);
            if (id == null && !taken.contains(cpu)) {
                id = cpu;
                taken.add(id);
            }
            while (id == null) {
                id = taken.add(free) ? free : null;
                free++;
            }
            ids.add(id);
        }
        return ids;
    }

    /** All CPUs answer; or those do not that were not seen answering. */
    List<Situation> withSilent(
            List<Integer> ids, CpuSet online, CpuSet absent, int crashing, List<String> assumptions) {
        List<Situation> all = new ArrayList<>();
        all.add(new Situation(ids, online, absent, crashing, CpuSet.empty(), CpuSet.empty(), assumptions));
        Answers answers = Answers.of(observation, ids, online, crashing);
        if (!answers.silent().isEmpty() || !answers.late().isEmpty()) {
            List<String> more = new ArrayList<>(assumptions);
            for (int cpu : answers.silent().toArray()) {
                more.add("CPU " + cpu + " answers nothing (stuck in an NMI handler)");
            }
            for (int cpu : answers.late().toArray()) {
                more.add("CPU " + cpu + " answers NMIs only (interrupts off)");
            }
            all.add(new Situation(ids, online, absent, crashing, answers.silent(), answers.late(), more));
        }
        return all;
    }
}
