package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.machine.InterconnectKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What came of one question on one interconnect, summed up. */
public final class Tally {
    private final InterconnectKind interconnect;
    private final SortedMap<Row, Counts> rows = new TreeMap<>();
    private final SortedMap<String, Integer> reasons = new TreeMap<>();
    private final List<VectorResult> differing = new ArrayList<>();
    private int agreeing;
    private int notModelled;
    private int ofAnotherMode;

    /**
     * A row of the table.
     *
     * @param family letter and name of the family
     * @param field with any index, such as {@code cpus[*].irr}
     */
    public record Row(String family, String field) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int families = family.compareTo(other.family);
            return families != 0 ? families : field.compareTo(other.field);
        }
    }

    /** How many fields came out how. */
    public static final class Counts {
        private final int[] counts = new int[Verdict.values().length];

        /** Fields with this verdict. */
        public int of(Verdict verdict) {
            return counts[verdict.ordinal()];
        }

        private void add(Verdict verdict) {
            counts[verdict.ordinal()]++;
        }

        private void add(Counts other) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += other.counts[i];
            }
        }
    }

    Tally(InterconnectKind interconnect) {
        this.interconnect = interconnect;
    }

    void add(VectorResult result) {
        String family = result.vector().family() + " " + result.vector().familyName();
        for (FieldResult field : result.fields()) {
            rows.computeIfAbsent(new Row(family, field.path().general()), row -> new Counts())
                    .add(field.verdict());
        }
        if (result.notModelled().isPresent()) {
            notModelled++;
            reasons.merge(result.notModelled().get(), 1, Integer::sum);
        } else if (result.differs()) {
            differing.add(result);
        } else {
            agreeing++;
        }
    }

    /** A vector whose mode the interconnect does not carry. */
    void passOver() {
        ofAnotherMode++;
    }

    void add(Tally other) {
        other.rows.forEach(
                (row, counts) -> rows.computeIfAbsent(row, key -> new Counts()).add(counts));
        other.reasons.forEach((reason, count) -> reasons.merge(reason, count, Integer::sum));
        differing.addAll(other.differing);
        agreeing += other.agreeing;
        notModelled += other.notModelled;
        ofAnotherMode += other.ofAnotherMode;
    }

    /** What carried the messages. */
    public InterconnectKind interconnect() {
        return interconnect;
    }

    /** The table, by family and field. */
    public SortedMap<Row, Counts> rows() {
        return Collections.unmodifiableSortedMap(rows);
    }

    /** All rows in one. */
    public Counts total() {
        Counts total = new Counts();
        rows.values().forEach(total::add);
        return total;
    }

    /** Vectors of which no field that counts differs. */
    public int agreeing() {
        return agreeing;
    }

    /** Vectors of which one does, in order. */
    public List<VectorResult> differing() {
        return Collections.unmodifiableList(differing);
    }

    /** Vectors whose results are not comparable. */
    public int notModelled() {
        return notModelled;
    }

    /** Why, and how many for each reason. */
    public SortedMap<String, Integer> reasons() {
        return Collections.unmodifiableSortedMap(reasons);
    }

    /** Vectors asked about whose mode the interconnect does not carry. */
    public int ofAnotherMode() {
        return ofAnotherMode;
    }

    /** Vectors played and comparable. */
    public int played() {
        return agreeing + differing.size();
    }
}
