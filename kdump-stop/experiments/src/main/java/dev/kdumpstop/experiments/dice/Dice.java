package dev.kdumpstop.experiments.dice;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Where random numbers come from: a tree of names under an experiment's seed. A stream's numbers depend on its names alone, not
 * on what else is drawn, on the order in which cells run, or on the thread.
 *
 * <pre>{@code
 * Dice repetition = Dice.of(42).child("cpus=8").child("7");
 * RandomGenerator stream = repetition.stream("timing/register-read");
 * }</pre>
 *
 * @param seed the node's own number
 */
public record Dice(long seed) {
    /** The generator of every stream; the same numbers on every JDK from 17 on. */
    public static final String ALGORITHM = "L64X128MixRandom";

    private static final RandomGeneratorFactory<RandomGenerator> FACTORY = RandomGeneratorFactory.of(ALGORITHM);

    /** The root of an experiment. */
    public static Dice of(long seed) {
        return new Dice(seed);
    }

    /** The node of this name below. */
    public Dice child(String name) {
        return new Dice(hash(name));
    }

    /** The node of this number below: a repetition. */
    public Dice child(long number) {
        return new Dice(mix(seed ^ mix(number + 0x9E37_79B9_7F4A_7C15L)));
    }

    /** A generator at the start of the stream of this name. */
    public RandomGenerator stream(String name) {
        return FACTORY.create(hash(name));
    }

    private long hash(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int shift = 56; shift >= 0; shift -= 8) {
                digest.update((byte) (seed >>> shift));
            }
            byte[] bytes = digest.digest(name.getBytes(StandardCharsets.UTF_8));
            long hash = 0;
            for (int i = 0; i < 8; i++) {
                hash = hash << 8 | (bytes[i] & 0xFF);
            }
            return hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A bijection whose outputs look random (the finalizer of SplitMix64). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
