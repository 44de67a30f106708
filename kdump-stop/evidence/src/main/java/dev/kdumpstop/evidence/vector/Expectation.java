package dev.kdumpstop.evidence.vector;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a vector's implementation did.
 *
 * @param fields the fields given, each as {@link VectorField} writes it; others hold {@link VectorField#nothing}
 * @param unrecorded fields of which the vector says nothing at all
 */
public record Expectation(SortedMap<FieldPath, String> fields, Set<FieldPath> unrecorded) {

    /** Copies. */
    public Expectation {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        unrecorded = Set.copyOf(unrecorded);
    }
}
