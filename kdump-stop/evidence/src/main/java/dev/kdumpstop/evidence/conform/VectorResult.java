package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.evidence.vector.ApicVector;
import java.util.List;
import java.util.Optional;

/**
 * One vector played once.
 *
 * @param vector it
 * @param fields every field compared
 * @param notModelled why the model is not comparable; empty if it is
 */
public record VectorResult(ApicVector vector, List<FieldResult> fields, Optional<String> notModelled) {

    /** Copies the list. */
    public VectorResult {
        fields = List.copyOf(fields);
    }

    /** Whether any field that counts differs. */
    public boolean differs() {
        return has(Verdict.DIFFERS);
    }

    /** Whether any field has this verdict. */
    public boolean has(Verdict verdict) {
        return fields.stream().anyMatch(field -> field.verdict() == verdict);
    }
}
