package dev.kdumpstop.evidence.vector;

import java.util.List;

/**
 * What a vector is evidence for.
 *
 * @param implementationDefined fields in which the manual leaves freedom, or that differ by CPU model
 * @param why the reasons for that
 * @param oracles the implementations that played the same case
 * @param oraclesAgree whether all of them did the same
 * @param differing fields in which any two of them differ
 * @param plainReading whether the implementation did what plain arithmetic on the manual's destination rules gives:
 *     {@code agrees}, {@code differs: …}, or empty where that arithmetic says nothing
 */
public record Standing(
        List<FieldPattern> implementationDefined,
        List<String> why,
        List<String> oracles,
        boolean oraclesAgree,
        List<FieldPattern> differing,
        String plainReading) {
    /** Value of {@code plainReading}. */
    static final String AGREES = "agrees";

    /** Copies the lists. */
    public Standing {
        implementationDefined = List.copyOf(implementationDefined);
        why = List.copyOf(why);
        oracles = List.copyOf(oracles);
        differing = List.copyOf(differing);
    }

    /** Whether the implementation did what the manual's destination rules plainly say. */
    public boolean agreesWithPlainReading() {
        return plainReading.equals(AGREES);
    }

    /**
     * Whether the vector is evidence for the manual: the implementation did what the plain reading says, or two and more
     * implementations did the same.
     */
    public boolean isStrict() {
        return agreesWithPlainReading() || (oraclesAgree && oracles.size() > 1);
    }

    /** Whether the manual leaves freedom in this field. */
    public boolean isImplementationDefined(FieldPath path) {
        return implementationDefined.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Whether implementations are known to differ in this field. */
    public boolean isDiffering(FieldPath path) {
        return differing.stream().anyMatch(pattern -> pattern.matches(path));
    }
}
