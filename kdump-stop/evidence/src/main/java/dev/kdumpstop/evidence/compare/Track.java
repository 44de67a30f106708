package dev.kdumpstop.evidence.compare;

import java.util.List;

/**
 * What one CPU was recorded doing, in order; or all CPUs together where the recording does not tell them apart.
 *
 * @param cpu the CPU's number, or {@link #ALL}
 */
record Track(int cpu, List<Observed> items) {
    static final int ALL = -1;

    Track {
        items = List.copyOf(items);
    }

    /** The place of the first thing that must be explained, or -1. */
    int firstEvidence() {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).skip() == Observed.Skip.NEVER) {
                return i;
            }
        }
        return -1;
    }

    /** The place of the last thing only a stop does: a command that stops CPUs, or an APIC going off; -1 if none. */
    int lastOfStop() {
        int last = -1;
        for (int i = 0; i < items.size(); i++) {
            Observed item = items.get(i);
            boolean command = item.isAccess(Act.WRITE, 0x300) && StopWord.stops(item.value());
            last = command || item.isShutDown() ? i : last;
        }
        return last;
    }

    boolean hasEvidence() {
        return firstEvidence() >= 0;
    }

    /** Whether the CPU was seen making this access as evidence. */
    boolean has(Act act, int offset) {
        for (Observed item : items) {
            if (item.isAccess(act, offset) && item.skip() == Observed.Skip.NEVER) {
                return true;
            }
        }
        return false;
    }
}
