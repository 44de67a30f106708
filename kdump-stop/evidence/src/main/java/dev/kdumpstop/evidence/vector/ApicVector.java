package dev.kdumpstop.evidence.vector;

import dev.kdumpstop.api.machine.ApicMode;
import java.nio.file.Path;
import java.util.List;

/**
 * One case as one implementation played it.
 *
 * @param file where it was read
 * @param line line in the file, from 1
 * @param id the same for a case in every implementation
 * @param family letter of the family of cases
 * @param familyName the family in a word
 * @param note what the case is about
 * @param oracle the implementation
 * @param mode xAPIC or x2APIC
 * @param cpus the machine before the writes; the first is the boot CPU
 * @param writes the steps, in order
 * @param expectation what the implementation did
 * @param standing what that is evidence for
 */
public record ApicVector(
        Path file,
        int line,
        String id,
        String family,
        String familyName,
        String note,
        String oracle,
        ApicMode mode,
        List<VectorCpu> cpus,
        List<VectorWrite> writes,
        Expectation expectation,
        Standing standing) {

    /** Copies the lists. */
    public ApicVector {
        cpus = List.copyOf(cpus);
        writes = List.copyOf(writes);
    }

    /** Index of the CPU with this APIC id; the reader has seen to it that there is one. */
    public int indexOf(int apicId) {
        for (int index = 0; index < cpus.size(); index++) {
            if (cpus.get(index).apicId() == apicId) {
                return index;
            }
        }
        throw new IllegalArgumentException("no CPU with APIC id " + apicId + " in " + id);
    }
}
