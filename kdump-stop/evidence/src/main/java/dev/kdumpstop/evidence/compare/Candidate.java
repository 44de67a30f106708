package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;

/**
 * One way in which a kernel could have stopped the CPUs.
 *
 * @param architecture the kernel's
 * @param mode of the local APICs
 * @param release the kernel's
 * @param subArchitecture its name
 * @param procedure the stop procedure, with those options that differ from their defaults
 * @param deviations number of those options
 * @param shorthand whether the kernel allows shorthands
 */
record Candidate(
        Architecture architecture,
        ApicMode mode,
        KernelRelease release,
        String subArchitecture,
        String procedure,
        int deviations,
        boolean shorthand) {

    String procedureId() {
        int colon = procedure.indexOf(':');
        return colon < 0 ? procedure : procedure.substring(0, colon);
    }

    /** The same without the procedure. */
    Candidate kernel() {
        return new Candidate(architecture, mode, release, subArchitecture, "", 0, shorthand);
    }

    boolean differsByReleaseFrom(Candidate other) {
        return subArchitecture.equals(other.subArchitecture)
                && procedure.equals(other.procedure)
                && shorthand == other.shorthand;
    }

    /** The same without the options: what several variants of one procedure have in common. */
    Candidate base() {
        return new Candidate(architecture, mode, release, subArchitecture, procedureId(), 0, shorthand);
    }
}
