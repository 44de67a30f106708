package dev.kdumpstop.core.machine;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Values for property tests. Each case has its own seed; a failure prints the seed, the case and how to run it alone:
 * {@code mvn -o test -pl apic-core -am -Dtest='Class#method' -Dsurefire.failIfNoSpecifiedTests=false -Dseed=SEED}.
 */
final class Gen {
    private static final String SEED_PROPERTY = "seed";
    private final SplittableRandom random;
    private Object shown = "";

    Gen(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Runs a property on {@code cases} cases, or on the one of {@code -Dseed}. The seeds are the same in every build. */
    static void check(int cases, Consumer<Gen> property) {
        Long only = Long.getLong(SEED_PROPERTY);
        if (only != null) {
            checkOne(only, property);
            return;
        }
        SplittableRandom seeds = new SplittableRandom(20070425);
        for (int i = 0; i < cases; i++) {
            checkOne(seeds.nextLong(), property);
        }
    }

    private static void checkOne(long seed, Consumer<Gen> property) {
        Gen gen = new Gen(seed);
        try {
            property.accept(gen);
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed " + seed + " (-Dseed=" + seed + " runs this case alone)\ncase: " + gen.shown + "\n" + failure,
                    failure);
        }
    }

    /** Remembers what a failure prints. */
    <T> T show(T value) {
        shown = value;
        return value;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both included. */
    int between(int first, int last) {
        return random.nextInt(first, last + 1);
    }

    long bits() {
        return random.nextLong();
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    @SafeVarargs
    final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    long ofLong(long... values) {
        return values[random.nextInt(values.length)];
    }
}
