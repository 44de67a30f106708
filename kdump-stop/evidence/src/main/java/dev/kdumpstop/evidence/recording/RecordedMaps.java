package dev.kdumpstop.evidence.recording;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which CPUs the machine had. Not an answer to anything: an observer of the machine knows this before the crash.
 *
 * @param cpus number of CPUs that the machine was started with
 * @param present Linux numbers of the present CPUs
 * @param online Linux numbers of the CPUs that were online at the crash
 * @param apicIds APIC id by Linux CPU number, for exactly the online CPUs
 * @param crashingCpu the CPU that crashed; one of the online ones
 */
public record RecordedMaps(
        int cpus,
        SortedSet<Integer> present,
        SortedSet<Integer> online,
        SortedMap<Integer, Integer> apicIds,
        int crashingCpu) {

    /** Copies the collections. */
    public RecordedMaps {
        present = Collections.unmodifiableSortedSet(new TreeSet<>(present));
        online = Collections.unmodifiableSortedSet(new TreeSet<>(online));
        apicIds = Collections.unmodifiableSortedMap(new TreeMap<>(apicIds));
    }
}
