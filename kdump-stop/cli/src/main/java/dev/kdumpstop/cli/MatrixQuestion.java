package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.experiments.config.MachineDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a matrix is asked for. Empty lists stand for the RFC's own question.
 *
 * @param machine the machine
 * @param release the kernel
 * @param crashingCpu the CPU that crashes
 * @param subArchitectures names; empty = all that exist in that release
 * @param solutions solutions with options; empty = baseline, what was only proposed, and what the release shipped or the
 *     next one did
 * @param waitPolicy a wait policy with options for what the solutions bound, or null for their own
 * @param scenarios scenarios with options; empty = {@link MatrixScenario#ofTheRfc}
 * @param procedure the stop procedure
 * @param timing costs
 * @param options options of the model
 * @param threads how many threads may work on it
 */
record MatrixQuestion(
        MachineDescription machine,
        KernelRelease release,
        int crashingCpu,
        List<String> subArchitectures,
        List<String> solutions,
        @Nullable String waitPolicy,
        List<String> scenarios,
        String procedure,
        Optional<TimingProfile> timing,
        Map<String, String> options,
        int threads) {}
