package dev.kdumpstop.evidence.recording;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The emulator that was recorded.
 *
 * @param version QEMU's version
 * @param threadPerCpu whether each CPU had a thread of its own; else one thread ran all CPUs in turn
 * @param cpuByThread CPU by thread id; empty if not recorded
 */
public record RecordedEmulator(String version, boolean threadPerCpu, SortedMap<Long, Integer> cpuByThread) {

    /** Copies the map. */
    public RecordedEmulator {
        cpuByThread = Collections.unmodifiableSortedMap(new TreeMap<>(cpuByThread));
    }
}
