package dev.kdumpstop.evidence.compare;

import java.util.List;
import java.util.SortedMap;

/**
 * What of a recording is evidence, sorted by CPU.
 *
 * @param naming how far CPUs can be told apart
 * @param tracks one per CPU seen, by number; exactly one if they cannot be told apart
 * @param stopWords the commands that stop CPUs, in order
 * @param takersRecorded whether the recording says which CPUs entered their handlers
 * @param ioApicRecorded whether it shows the I/O APIC
 * @param open whether it is a log that may be cut off at the end, or go on after the stop
 * @param containsBoot whether IPIs of a boot come before the stop
 * @param bootsAfter whether IPIs of a boot come after the last of them
 * @param version what the version register reads most often
 * @param lastLine the last line with an event
 * @param ignored number of events left out, by the rule that says so
 */
record Observation(
        Naming naming,
        List<Track> tracks,
        List<StopWord> stopWords,
        boolean takersRecorded,
        boolean ioApicRecorded,
        boolean open,
        boolean containsBoot,
        boolean bootsAfter,
        int version,
        int lastLine,
        SortedMap<String, Integer> ignored) {
    static final int SVR = 0x0F0;

    /** How a recording names CPUs. */
    enum Naming {
        /** Every access has its CPU. */
        NAMED,
        /** Every access has its emulator thread, one per CPU; threads are taken to be CPUs in ascending order. */
        THREADS,
        /** Nothing tells the CPUs apart. */
        NONE
    }

    boolean isMerged() {
        return naming == Naming.NONE;
    }

    /** The CPU's own record; empty if it was never seen. */
    Track track(int cpu) {
        for (Track track : tracks) {
            if (track.cpu() == cpu) {
                return track;
            }
        }
        return new Track(cpu, List.of());
    }

    /** Number of local APICs that were seen going off: their error entry was masked with its vector still in it. */
    int shutDowns() {
        int count = 0;
        for (Track track : tracks) {
            for (Observed item : track.items()) {
                count += item.isShutDown() ? 1 : 0;
            }
        }
        return count;
    }

    /** Whether there is anything in it that a stop leaves behind. */
    boolean showsStop() {
        return !stopWords.isEmpty() || shutDowns() > 0;
    }

    /** Evidence of all CPUs. */
    int evidence(Act act) {
        int count = 0;
        for (Track track : tracks) {
            for (Observed item : track.items()) {
                boolean counts = item.act() == act && item.skip() == Observed.Skip.NEVER;
                count += counts ? item.ioApic() == null ? 1 : item.ioApic().size() : 0;
            }
        }
        return count;
    }
}
