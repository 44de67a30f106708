package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.evidence.vector.FieldPath;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the model did with a vector.
 *
 * @param fields those that hold something, as a vector writes them
 * @param notModelled why what the model did is not comparable; empty if it is
 */
public record PlayedVector(SortedMap<FieldPath, String> fields, Optional<String> notModelled) {

    /** Copies. */
    public PlayedVector {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** Nothing comparable, and why. */
    static PlayedVector not(String reason) {
        return new PlayedVector(new TreeMap<>(), Optional.of(reason));
    }
}
