package dev.kdumpstop.evidence.vector;

import java.util.OptionalInt;

/**
 * One CPU before the writes.
 *
 * @param apicId by which the vector names it
 * @param state what it does
 * @param ldr logical destination register; as INIT leaves it if {@link CpuState#isAsAfterInit}
 * @param dfr destination format register; empty in x2APIC mode
 * @param svr spurious vector register, with the software-enable bit
 * @param tpr task priority
 * @param inService a vector that was taken and has not been ended
 * @param lvtError LVT error entry, if it was written
 */
public record VectorCpu(
        int apicId,
        CpuState state,
        OptionalInt ldr,
        OptionalInt dfr,
        int svr,
        int tpr,
        OptionalInt inService,
        OptionalInt lvtError) {}
