package dev.kdumpstop.cli;

import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.experiments.config.MachineDescription;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one stop is asked for.
 *
 * @param machine the machine
 * @param crashingCpu the CPU that crashes
 * @param subArchitecture a name, or null for the kernel's own choice
 * @param solution a solution with options, or null for what the release shipped
 * @param waitPolicy a wait policy with options for what the solution bounds, or null for the solution's own
 * @param scenario what is wrong
 * @param procedure the stop procedure
 * @param timing costs; empty if they could not be read
 * @param timingText the profile as it was given
 * @param options options of the model
 */
record StopQuestion(
        MachineDescription machine,
        int crashingCpu,
        @Nullable String subArchitecture,
        @Nullable String solution,
        @Nullable String waitPolicy,
        String scenario,
        String procedure,
        Optional<TimingProfile> timing,
        String timingText,
        Map<String, String> options) {}
