package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * One remark on an ICR value.
 *
 * <pre>{@code
 * for (IcrFinding finding : IcrCheck.check(Icr.ofXapic(0, 0x4405), ApicGeneration.XAPIC, false)) {
 *     finding.severity() + ": " + finding.message(); // NOTE: the vector of an NMI is ignored
 * }
 * }</pre>
 *
 * @param severity how bad it is
 * @param message what is remarkable, in words
 * @param source the section it follows from
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IcrFinding(Severity severity, String message, String source) {

    /** How bad a finding is. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public enum Severity {
        /** The part does something else than the words of the fields say, or ignores a field. */
        NOTE,
        /** The manual lists the combination as invalid, or the access faults. */
        INVALID
    }

    static IcrFinding note(String message, String source) {
        return new IcrFinding(Severity.NOTE, message, source);
    }

    static IcrFinding invalid(String message, String source) {
        return new IcrFinding(Severity.INVALID, message, source);
    }
}
