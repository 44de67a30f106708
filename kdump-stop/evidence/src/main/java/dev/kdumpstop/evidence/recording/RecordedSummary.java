package dev.kdumpstop.evidence.recording;

import java.util.List;

/**
 * The recorder's own evaluation of the stop. Its times are left in the file: they are those of an emulator.
 *
 * @param stopIcrWrites number of ICR commands that stop CPUs
 * @param icrPollsBeforeEach reads of the ICR before each of them
 * @param nmiTakenBy CPUs that entered their NMI handler, in order
 * @param rebootVectorTakenBy CPUs that entered the handler of the stop vector, in order
 * @param stopVia kinds of stop commands, such as {@code nmi:all-but-self}
 */
public record RecordedSummary(
        int stopIcrWrites,
        List<Integer> icrPollsBeforeEach,
        List<Integer> nmiTakenBy,
        List<Integer> rebootVectorTakenBy,
        List<String> stopVia) {

    /** Copies the lists. */
    public RecordedSummary {
        icrPollsBeforeEach = List.copyOf(icrPollsBeforeEach);
        nmiTakenBy = List.copyOf(nmiTakenBy);
        rebootVectorTakenBy = List.copyOf(rebootVectorTakenBy);
        stopVia = List.copyOf(stopVia);
    }
}
