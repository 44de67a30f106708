package dev.kdumpstop.cli;

import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.WaitPolicyUse;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One stop and everything that is told of it.
 *
 * @param stop what was run
 * @param outcome what it came to
 * @param solution the solution
 * @param otherwise how the machine differs from a plain one, in words; empty if it does not
 * @param trail the kernel's own choice of the sub-architecture, rule by rule; empty if it was named
 * @param timing costs in force
 * @param timingText the profile as it was given
 * @param modelOptions every option of the model and its value
 * @param others what the other solutions would have done, by name
 * @param events what happened; empty unless it was recorded
 */
record StopReport(
        CrashStop stop,
        StopOutcome outcome,
        MatrixColumn solution,
        String otherwise,
        List<String> trail,
        TimingProfile timing,
        String timingText,
        Map<String, String> modelOptions,
        List<Other> others,
        List<StopEvent> events) {

    /**
     * Another solution on the same machine.
     *
     * @param solution the solution
     * @param cell what it would have come to
     * @param waitPolicy where the wait policy that was given would have been in force
     */
    record Other(MatrixColumn solution, MatrixCell cell, Optional<WaitPolicyUse> waitPolicy) {}
}
