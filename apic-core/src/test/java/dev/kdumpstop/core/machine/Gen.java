package dev.kdumpstop.core.machine;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Values for property tests. Each case has its own seed. A failure is made as small as it gets, and prints the small case, the
 * seed and the command that runs this case alone, with the same end.
 *
 * <p>Of every choice 0 is the simplest: the first of several values, the lower end of a range, no rather than yes.
 */
final class Gen {
    private static final String SEED_PROPERTY = "seed";
    private static final int MAX_TRIES = 1500;

    private final SplittableRandom random;
    /** Choices that are made again; beyond them all are 0. Null: they are random. */
    private final long[] given;

    private long[] made = new long[64];
    private int count;
    private Object shown = "";

    Gen(long seed) {
        this(new SplittableRandom(seed), null);
    }

    private Gen(SplittableRandom random, long[] given) {
        this.random = random;
        this.given = given;
    }

    /** Runs a property on {@code cases} cases, or on the one of {@code -Dseed}. The seeds are the same in every build. */
    static void check(int cases, Consumer<Gen> property) {
        check(cases, Long.getLong(SEED_PROPERTY), property);
    }

    /** The same, on the one case of {@code only} if it is not null. */
    static void check(int cases, Long only, Consumer<Gen> property) {
        if (only != null) {
            checkOne(only, property);
            return;
        }
        SplittableRandom seeds = new SplittableRandom(20070425);
        for (int i = 0; i < cases; i++) {
            checkOne(seeds.nextLong(), property);
        }
    }

    /** Whether all cases are run, so that what was counted over them says something. */
    static boolean runsAll() {
        return Long.getLong(SEED_PROPERTY) == null;
    }

    private static void checkOne(long seed, Consumer<Gen> property) {
        Gen gen = new Gen(seed);
        if (!fails(gen, property)) {
            return;
        }
        Shrinker shrinker = new Shrinker(
                choices -> {
                    Gen again = new Gen(new SplittableRandom(0), choices);
                    return fails(again, property) ? Optional.of(again.choices()) : Optional.empty();
                },
                gen.choices(),
                MAX_TRIES);
        Gen smallest = new Gen(new SplittableRandom(0), shrinker.shrink());
        try {
            property.accept(smallest);
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed " + seed + ", made smaller from " + gen.count + " choices to " + smallest.count + " in "
                            + shrinker.tries() + " tries\ncase: " + smallest.shown + "\n" + failure
                            + "\nthis case alone: " + command(seed),
                    failure);
        }
        throw new AssertionError("seed " + seed + " fails now and then: it depends on more than its choices");
    }

    private static boolean fails(Gen gen, Consumer<Gen> property) {
        try {
            property.accept(gen);
            return false;
        } catch (Throwable failure) {
            return true;
        }
    }

    /** Runs the test method that called. */
    private static String command(long seed) {
        String test = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().endsWith("Test")
                                && !frame.getMethodName().startsWith("lambda$"))
                        .reduce((inner, outer) -> outer))
                .map(frame -> frame.getClassName()
                                .substring(frame.getClassName().lastIndexOf('.') + 1) + "#" + frame.getMethodName())
                .orElse("?");
        return "mvn -o test -pl apic-core -am -Dtest='" + test + "' -Dsurefire.failIfNoSpecifiedTests=false -Dseed="
                + seed;
    }

    private long[] choices() {
        return Arrays.copyOf(made, count);
    }

    /** One choice: of {@code bound} values, or of all if it is 0. */
    private long choose(long bound) {
        long choice;
        if (given == null) {
            choice = bound == 0 ? random.nextLong() : random.nextLong(bound);
        } else {
            choice = count < given.length ? given[count] : 0;
            choice = bound == 0 ? choice : Math.min(Math.abs(choice), bound - 1);
        }
        if (count == made.length) {
            made = Arrays.copyOf(made, 2 * count);
        }
        made[count++] = choice;
        return choice;
    }

    /** Remembers what a failure prints. */
    <T> T show(T value) {
        shown = value;
        return value;
    }

    /** From 0 on. */
    int below(int bound) {
        return (int) choose(bound);
    }

    /** Both included. */
    int between(int first, int last) {
        return first + below(last - first + 1);
    }

    long bits() {
        return choose(0);
    }

    boolean oneIn(int n) {
        return below(n) == n - 1;
    }

    @SafeVarargs
    final <T> T of(T... values) {
        return values[below(values.length)];
    }

    long ofLong(long... values) {
        return values[below(values.length)];
    }
}
