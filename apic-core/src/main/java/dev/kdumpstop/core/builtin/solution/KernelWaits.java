package dev.kdumpstop.core.builtin.solution;

import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.core.builtin.wait.Loops;

/**
 * A solution as a kernel has it. Linux waits in three ways (kernel-facts 5), and a solution need not touch all of them:
 *
 * <ul>
 *   <li>by the wait function, {@code apic_wait_icr_idle}: before every send, before a remote read, and after a few sends
 *       (irq_work today). These are the waits that A, B-1 and B-2 tell apart;
 *   <li>by a loop written out in smpboot.c, after each command that wakes a CPU up: always bounded, but it delays before the
 *       first poll. Patches 3 and 4 replace it by the bounded function, patches 5 and 6 do so for the wait before a remote
 *       read; they are independent of the solution chosen;
 *   <li>for the remote-read status: bounded, delay first, the same in every release.
 * </ul>
 *
 * @param bounded which waits of the wait function have a limit
 * @param limited the loop where there is one
 * @param patches3To6 whether boot wake-up and remote read use the limited loop
 */
record KernelWaits(Bounded bounded, IcrWaitPolicy limited, boolean patches3To6) implements Solution {
    @Override
    public IcrWaitPolicy policyFor(WaitContext context) {
        return switch (context.site()) {
            case REMOTE_READ_DONE -> Loops.OPEN_CODED;
            case ICR_IDLE_AFTER ->
                context.purpose() == Purpose.CPU_WAKE_UP
                        ? patches3To6 ? limited : Loops.OPEN_CODED
                        : byFunction(context);
            case ICR_IDLE_BEFORE ->
                patches3To6 && context.purpose() == Purpose.REMOTE_READ ? limited : byFunction(context);
        };
    }

    private IcrWaitPolicy byFunction(WaitContext context) {
        return bounded.covers(context) ? limited : Loops.UNLIMITED;
    }
}
