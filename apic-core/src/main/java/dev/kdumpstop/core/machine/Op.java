package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import org.jspecify.annotations.Nullable;

/**
 * One atomic step of a script. Which fields mean something depends on the kind.
 *
 * @param a register offset, delivery mode, CPU or count
 * @param b second small argument
 * @param x value or duration
 * @param target where a skip leads, as an index into the script
 * @param abort where an aborted request leads
 * @param plan the wait plan of a WAIT
 * @param context what the wait was planned for
 * @param cpus targets of a write outside the APIC
 * @param words what people read in time-lines and proofs
 */
record Op(
        OpKind kind,
        int a,
        int b,
        long x,
        int target,
        int abort,
        @Nullable WaitPlan plan,
        @Nullable WaitContext context,
        CpuSet cpus,
        String words) {

    static Op of(OpKind kind, String words) {
        return of(kind, 0, 0, words);
    }

    static Op of(OpKind kind, int a, long x, String words) {
        return new Op(kind, a, 0, x, -1, -1, null, null, CpuSet.empty(), words);
    }
}
