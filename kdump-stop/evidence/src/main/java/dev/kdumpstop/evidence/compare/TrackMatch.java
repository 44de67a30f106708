package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.evidence.recording.AccessPath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays what one CPU was recorded doing beside what is predicted for it, with the fewest differences; none means that the
 * recording is explained. A changed value counts one, an access missing or too much one.
 */
final class TrackMatch {
    /** What may surround the stop on one CPU. */
    record Freedom(boolean anyBegin, boolean anyEnd, boolean cutEnd, boolean ordinaryEnd) {}

    private static final int ICR = 0x300;

    private final Track track;
    private final List<Observed> items;
    private final List<Expected> expected;
    private final Freedom freedom;
    private final int[][] rest;
    private final int[] at;
    private final int lastOfStop;
    private final Map<Integer, Long> held = new HashMap<>();
    private @Nullable Difference difference;
    private int differsAt = Integer.MAX_VALUE;
    private boolean cut;

    TrackMatch(Track track, List<Expected> expected, Freedom freedom) {
        this.track = track;
        this.items = track.items();
        this.expected = expected;
        this.freedom = freedom;
        this.lastOfStop = track.lastOfStop();
        this.at = new int[expected.size()];
        Arrays.fill(at, -1);
        for (Observed item : items) {
            if (item.act() == Act.READ && !freedom.anyBegin()) {
                held.putIfAbsent(item.offset(), item.value());
            }
        }
        rest = new int[items.size() + 1][expected.size() + 1];
        for (int i = items.size(); i >= 0; i--) {
            for (int j = expected.size(); j >= 0; j--) {
                rest[i][j] = fewest(i, j);
            }
        }
        follow();
    }

    // --- costs
    // -----------------------------------------------------------------------------------------------------

    /** The fewest differences between the recording from item i on and the prediction from j on. */
    private int fewest(int i, int j) {
        int n = items.size();
        int m = expected.size();
        if (i == n) {
            return j == m || freedom.cutEnd ? 0 : absent(j) + rest[i][j + 1];
        } else if (j == m) {
            return isAfterwards(i) ? 0 : surplus(i, j) + rest[i + 1][j];
        }
        int best = surplus(i, j) + rest[i + 1][j];
        best = Math.min(best, absent(j) + rest[i][j + 1]);
        return Math.min(best, beside(i, j) + rest[i + 1][j + 1]);
    }

    /** Whatever follows the stop stops nobody. */
    private boolean isAfterwards(int i) {
        return freedom.anyEnd && i > lastOfStop;
    }

    private int absent(int j) {
        return expected.get(j).optional() ? 0 : 1;
    }

    /** What it costs to leave a recorded item out of account. */
    private int surplus(int i, int j) {
        Observed item = items.get(i);
        if (item.skip() == Observed.Skip.ANYWHERE || (j == 0 && freedom.anyBegin)) {
            return 0;
        }
        boolean ordinary = item.skip() == Observed.Skip.BEFORE_THE_STOP || item.act() == Act.IO_APIC;
        boolean outside = j == 0 || (j == expected.size() && freedom.ordinaryEnd);
        return ordinary && outside ? 0 : 1;
    }

    private int beside(int i, int j) {
        Observed item = items.get(i);
        Expected want = expected.get(j);
        if (matches(i, want)) {
            return 0;
        }
        return item.act() == want.act() && item.offset() == want.offset() ? 1 : 2;
    }

    private boolean matches(int i, Expected want) {
        Observed item = items.get(i);
        if (item.act() != want.act()) {
            return false;
        }
        IoApicRun run = item.ioApic();
        if (run != null) {
            return run.isComplete() || (freedom.cutEnd && i == items.size() - 1 && run.isBegin());
        }
        if (item.act() == Act.READ && want.copied() != 0 && want.copied() != Expected.ANY && !want.readsWhatWasHeld()) {
            // A later look at a register that still holds bits from before.
            long before = held.getOrDefault(item.offset(), item.value());
            if (((before ^ item.value()) & want.copied()) != 0) {
                return false;
            }
        }
        return matches(item, i == 0 ? null : items.get(i - 1), want, track.cpu());
    }

    /** {@code before}: what the CPU did last. */
    static boolean matches(Observed item, @Nullable Observed before, Expected want, int cpu) {
        if (item.act() != want.act() || item.offset() != want.offset()) {
            return false;
        }
        boolean access = want.act() == Act.READ || want.act() == Act.WRITE;
        if (want.copied() == Expected.ANY) {
            return true;
        }
        boolean rightPath = item.path() == AccessPath.UNKNOWN || (item.path() == AccessPath.MSR) == want.x2apic();
        if ((access && !rightPath) || ((item.value() ^ want.fixed()) & ~want.copied()) != 0) {
            return false;
        } else if (want.copied() == 0) {
            return true;
        } else if (want.act() == Act.WRITE) {
            return before == null
                    || !before.isAccess(Act.READ, item.offset())
                    || ((before.value() ^ item.value()) & want.copied()) == 0;
        } else if (item.offset() == ICR && item.readBack() >= 0) {
            return (item.value() & ~Observed.BUSY) == item.readBack();
        }
        return !want.readsWhatWasHeld() || Habits.allow(item.offset(), item.value(), cpu);
    }

    // --- the way
    // ---------------------------------------------------------------------------------------------------

    /** Walks along the fewest differences, matching as early as possible, and notes the first difference. */
    private void follow() {
        int i = 0;
        int j = 0;
        int n = items.size();
        int m = expected.size();
        while (i < n || j < m) {
            if (i == n) {
                cut |= freedom.cutEnd;
                note(freedom.cutEnd || absent(j) == 0, i, j, false);
                j++;
            } else if (j == m) {
                note(isAfterwards(i) || surplus(i, j) == 0, i, j, true);
                i++;
            } else if (beside(i, j) + rest[i + 1][j + 1] == rest[i][j] && beside(i, j) < 2) {
                note(beside(i, j) == 0, i, j, true);
                at[j++] = i++;
            } else if (absent(j) + rest[i][j + 1] == rest[i][j]) {
                note(absent(j) == 0, i, j, false);
                j++;
            } else {
                note(surplus(i, j) == 0, i, j, true);
                i++;
            }
        }
    }

    private void note(boolean good, int i, int j, boolean here) {
        if (good || difference != null) {
            return;
        }
        differsAt = j;
        int n = items.size();
        String want = j < expected.size() ? predicted(i, j) : "nothing more on this CPU";
        if (i == n) {
            int line = n == 0 ? 0 : items.get(n - 1).line();
            difference = new Difference(line, track.cpu(), "nothing more on this CPU", want);
            return;
        }
        Observed item = items.get(i);
        IoApicRun run = item.ioApic();
        if (run != null && j < expected.size() && expected.get(j).act() == Act.IO_APIC) {
            difference = new Difference(run.wrongLine(), track.cpu(), run.found(), run.expected());
        } else {
            difference = new Difference(item.line(), track.cpu(), item.toString(), here ? want : want + " before that");
        }
    }

    private String predicted(int i, int j) {
        Expected want = expected.get(j);
        Observed before = i == 0 ? null : items.get(i - 1);
        boolean copy = want.act() == Act.WRITE && want.copied() != 0;
        if (copy && before != null && before.isAccess(Act.READ, want.offset())) {
            return want.words(before.value()) + ", for line " + before.line() + " reads "
                    + Words.hex(before.value(), false);
        }
        Observed item = i < items.size() ? items.get(i) : null;
        if (want.act() == Act.READ && want.copied() != 0 && !want.readsWhatWasHeld()) {
            return want.words(held.getOrDefault(want.offset(), 0L));
        }
        if (item != null && item.readBack() >= 0 && want.readsWhatWasHeld() && want.offset() == ICR) {
            return want.words(item.readBack()) + ", what this CPU wrote last";
        }
        return want.toString();
    }

    // --- result
    // ----------------------------------------------------------------------------------------------------

    int distance() {
        return rest[0][0];
    }

    @Nullable
    Difference difference() {
        return difference;
    }

    /** How much of the evidence is as predicted. */
    int matched() {
        int matched = 0;
        for (int j = 0; j < at.length; j++) {
            matched += at[j] >= 0 && items.get(at[j]).skip() == Observed.Skip.NEVER ? 1 : 0;
        }
        return matched;
    }

    /** The place in the prediction of the first difference. */
    int differsAt() {
        return differsAt;
    }

    /** Whether the recording ends before the prediction does. */
    boolean isCut() {
        return cut;
    }

    /** The recorded item of each predicted one, or null. */
    @Nullable
    Observed at(int j) {
        return j < 0 || j >= at.length || at[j] < 0 ? null : items.get(at[j]);
    }

    /** The first recorded item at or behind a predicted one, or null. */
    @Nullable
    Observed atOrAfter(int j) {
        for (int k = Math.max(j, 0); k < at.length; k++) {
            if (at[k] >= 0) {
                return items.get(at[k]);
            }
        }
        return null;
    }
}
