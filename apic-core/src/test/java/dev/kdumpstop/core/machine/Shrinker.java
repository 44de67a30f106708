package dev.kdumpstop.core.machine;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a failing case small. A case is the sequence of choices that it was generated from, so that every case that is tried is
 * one that could have been generated; fewer choices, and smaller ones, make a simpler case.
 */
final class Shrinker {
    private static final int LONGEST_RUN = 64;

    /** Runs the case of these choices: the choices it really used if it fails, or empty if it does not. */
    private final Function<long[], Optional<long[]>> failing;

    private final int maxTries;
    private long[] best;
    private int tries;

    /** {@code maxTries} cases are run at most. */
    Shrinker(Function<long[], Optional<long[]>> failing, long[] first, int maxTries) {
        this.failing = failing;
        this.best = first;
        this.maxTries = maxTries;
    }

    /** The simplest failing case found. */
    long[] shrink() {
        long[] before;
        do {
            before = best;
            for (int run = LONGEST_RUN; run > 0; run /= 2) {
                leaveOut(run);
            }
            for (int run = LONGEST_RUN; run > 1; run /= 2) {
                clear(run);
            }
            for (int i = 0; i < best.length; i++) {
                reduce(i);
            }
            for (int i = 0; i < best.length; i++) {
                countOneLess(i);
            }
        } while (!Arrays.equals(before, best) && tries < maxTries);
        return best;
    }

    /** Cases run so far. */
    int tries() {
        return tries;
    }

    private void leaveOut(int run) {
        for (int from = best.length - run; from >= 0; from -= run) {
            if (from + run <= best.length) {
                attempt(without(best, from, run));
            }
        }
    }

    private static long[] without(long[] choices, int from, int run) {
        long[] shorter = new long[choices.length - run];
        System.arraycopy(choices, 0, shorter, 0, from);
        System.arraycopy(choices, from + run, shorter, from, shorter.length - from);
        return shorter;
    }

    /** The choice may say how many things follow: one less of them, and one of them left out. */
    private void countOneLess(int index) {
        for (int run = 1; run <= LONGEST_RUN; run *= 2) {
            for (int from = index + 1;
                    index < best.length && best[index] > 0 && from + run <= best.length;
                    from += run) {
                attempt(without(with(index, best[index] - 1), from, run));
            }
        }
    }

    private void clear(int run) {
        for (int from = 0; from + run <= best.length; from += run) {
            long[] cleared = best.clone();
            Arrays.fill(cleared, from, from + run, 0);
            attempt(cleared);
        }
    }

    /** The least value of one choice with which the case still fails, if larger ones do too. */
    private void reduce(int index) {
        long low = 0;
        if (index < best.length && best[index] < 0) {
            attempt(with(index, -best[index]));
        }
        while (index < best.length && best[index] != low && tries < maxTries) {
            long middle = low + (best[index] - low) / 2;
            if (!attempt(with(index, middle))) {
                low = middle + (best[index] > low ? 1 : -1);
            }
        }
    }

    private long[] with(int index, long value) {
        long[] changed = best.clone();
        changed[index] = value;
        return changed;
    }

    private boolean attempt(long[] candidate) {
        if (tries >= maxTries || !isSimpler(candidate, best)) {
            return false;
        }
        tries++;
        Optional<long[]> used = failing.apply(candidate);
        if (used.isEmpty() || !isSimpler(used.get(), best)) {
            return false;
        }
        best = used.get();
        return true;
    }

    /** Shorter, or as long and smaller where they differ first. */
    private static boolean isSimpler(long[] one, long[] other) {
        if (one.length != other.length) {
            return one.length < other.length;
        }
        int at = Arrays.mismatch(one, other);
        return at >= 0 && (Math.abs(one[at]) < Math.abs(other[at]) || (one[at] == -other[at] && one[at] > other[at]));
    }
}
