package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.FieldPath;
import dev.kdumpstop.evidence.vector.Standing;
import dev.kdumpstop.evidence.vector.VectorField;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what the model did with what was recorded, field by field. */
final class FieldJudge {
    /**
     * What the plain reading of the manual's destination rules covers: who is addressed, seen in what has come to a CPU by the
     * end of the case or comes when it is let go. Vectors in service, trigger modes, errors and register contents are not in
     * it, nor is what becomes of a CPU that waits for its start-up message.
     */
    private static final Set<VectorField> WHO_IS_ADDRESSED =
            EnumSet.of(VectorField.DELIVERED, VectorField.NMI, VectorField.IRR, VectorField.NMI_PENDING_AFTER_IRET);

    private final boolean againstTheManual;
    private final boolean showsStatus;

    /**
     * A judge.
     *
     * @param againstTheManual whether a field counts only as far as it is evidence for the manual
     * @param interconnect what carried the messages: vectors are no evidence about delivery status but on {@code instant}
     */
    FieldJudge(boolean againstTheManual, InterconnectKind interconnect) {
        this.againstTheManual = againstTheManual;
        this.showsStatus = interconnect == InterconnectKind.INSTANT;
    }

    /** Every field that either of them gives, but for those of which the vector says nothing. */
    List<FieldResult> compare(ApicVector vector, PlayedVector played) {
        Set<FieldPath> paths = new TreeSet<>(vector.expectation().fields().keySet());
        paths.addAll(played.fields().keySet());
        paths.removeAll(vector.expectation().unrecorded());
        List<FieldResult> results = new ArrayList<>();
        for (FieldPath path : paths) {
            if (showsStatus || path.field() != VectorField.DELIVERY_STATUS) {
                String nothing = path.field().nothing();
                String expected = shown(path, vector.expectation().fields().getOrDefault(path, nothing));
                String actual = shown(path, played.fields().getOrDefault(path, nothing));
                boolean modelled = played.notModelled().isEmpty();
                Verdict verdict =
                        modelled ? verdict(path, vector.standing(), expected.equals(actual)) : Verdict.NOT_MODELLED;
                results.add(new FieldResult(path, expected, modelled ? actual : "", verdict));
            }
        }
        return results;
    }

    /** The ICR's low word without delivery status, where that does not count. */
    private String shown(FieldPath path, String text) {
        return showsStatus || path.field() != VectorField.ICR_LOW
                ? text
                : path.field().hex(Long.decode(text) & ~(long) Icr.BUSY);
    }

    private Verdict verdict(FieldPath path, Standing standing, boolean same) {
        if (standing.isImplementationDefined(path)) {
            return same ? Verdict.FREE_AGREES : Verdict.FREE_DIFFERS;
        } else if (againstTheManual && standing.isDiffering(path) && !isCovered(path, standing)) {
            return Verdict.SKIPPED;
        }
        return same ? Verdict.AGREES : Verdict.DIFFERS;
    }

    private static boolean isCovered(FieldPath path, Standing standing) {
        return standing.agreesWithPlainReading() && WHO_IS_ADDRESSED.contains(path.field());
    }
}
