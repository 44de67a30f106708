package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.experiments.config.MachineFile;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a machine, the same for every command that runs stops. What is given here wins over the file. */
final class MachineOptions {
    @Option(
            names = "--machine",
            paramLabel = "FILE",
            description =
                    "A machine in HOCON; the options below win over it. Default: none. Example: --machine box.conf")
    @Nullable
    Path file;

    @Option(
            names = "--release",
            paramLabel = "RELEASE",
            description =
                    "Kernel release. Default: 2.6.21, the RFC's; where a sub-architecture is not of that release, 6.1."
                            + " Example: --release 6.12")
    @Nullable
    String release;

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            description =
                    "Kernel architecture, i386 or x86_64. Default: that of the sub-architecture; in the matrix both."
                            + " Example: --arch i386")
    @Nullable
    String architecture;

    @Option(
            names = "--cpus",
            paramLabel = "N",
            description = "CPUs, with APIC ids 0, 1, 2 and so on. Default: 8. Example: --cpus 12")
    @Nullable
    Integer cpus;

    @Option(
            names = "--crashing-cpu",
            paramLabel = "CPU",
            description = "The CPU that crashes and stops the others. Default: 0. Example: --crashing-cpu 5")
    @Nullable
    Integer crashingCpu;

    @Option(
            names = "--boot",
            paramLabel = "WORDS",
            description = "Kernel command line, as far as the stop depends on it. Default: empty."
                    + " Example: --boot \"no_ipi_broadcast=1\"")
    @Nullable
    String boot;

    @Option(
            names = "--procedure",
            paramLabel = "NAME",
            description = "Stop procedure; kdump or panic stand for what the release does. Default: kdump."
                    + " Example: --procedure kdump:backtrace-first=true")
    String procedure = "kdump";

    @Option(
            names = "--timing",
            paramLabel = "PROFILE",
            description =
                    "What everything costs. Default: ideal (no costs, exact delays). Example: --timing netburst-fsb")
    @Nullable
    String timing;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "An option of the machine model, see 'kdump-stop list options'; may be repeated. Default: the"
                    + " first value of each. Example: --option nmi-acceptance=always-accept")
    List<String> options = new ArrayList<>();

    /**
     * What the options and the file come to.
     *
     * @param machine the machine
     * @param crashingCpu the CPU that crashes
     * @param procedure the stop procedure
     * @param timing costs in force; empty if they could not be read
     * @param timingText the profile as it was given, with what replaces its numbers
     * @param options options of the model by name
     */
    record Read(
            MachineDescription machine,
            int crashingCpu,
            String procedure,
            Optional<TimingProfile> timing,
            String timingText,
            Map<String, String> options) {}

    /** Reads them; what is wrong goes to the problems, except that a broken file ends the command. */
    Read read(Installed installed, Problems problems) {
        Optional<MachineFile> machineFile = Optional.ofNullable(file).map(MachineFile::read);
        MachineDescription machine = machineFile.map(MachineFile::machine).orElseGet(MachineDescription::new);
        if (release != null) {
            String text = release;
            problems.attempt(() -> KernelRelease.of(text)).ifPresent(value -> machine.release(value));
        }
        if (architecture != null) {
            String text = architecture;
            problems.attempt(() -> architecture(text)).ifPresent(value -> machine.architecture(value));
        }
        if (cpus != null) {
            if (machine.apicIds().isPresent()) {
                problems.add("--cpus " + cpus + ": " + file + " gives apic-ids, which say how many CPUs there are");
            } else if (cpus < 1 || cpus > 4096) {
                problems.add("--cpus " + cpus + ": expected a whole number in 1..4096");
            } else {
                machine.cpus(cpus);
            }
        }
        if (boot != null) {
            machine.boot(BootOptions.parse(boot));
        }
        int crashing = crashingCpu != null
                ? crashingCpu
                : machineFile.flatMap(MachineFile::crashingCpu).orElse(0);
        String profile = timing != null
                ? timing
                : machineFile.flatMap(MachineFile::timing).orElse(CrashStopBuilder.DEFAULT_TIMING);
        Map<TimingParameter, Long> costs = machineFile.map(MachineFile::costs).orElse(Map.of());
        return new Read(
                machine,
                crashing,
                procedure,
                problems.attempt(() -> timing(installed, profile, costs)),
                profile + (costs.isEmpty() ? "" : " with " + costs.size() + " given in " + file),
                ModelOptionTexts.read(options, problems));
    }

    private static TimingProfile timing(Installed installed, String text, Map<TimingParameter, Long> costs) {
        ExtensionText parsed = ExtensionText.parse(text);
        TimingProfileProvider provider = installed.get(ExtensionPoint.TIMING_PROFILE, parsed.id());
        TimingProfile profile = provider.create(OptionValues.of(provider.options(), parsed.options()));
        for (Map.Entry<TimingParameter, Long> cost : costs.entrySet()) {
            profile = profile.with(cost.getKey(), cost.getValue());
        }
        return profile;
    }

    static Architecture architecture(String text) {
        for (Architecture value : Architecture.values()) {
            if (value.id().equals(text.toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new IllegalArgumentException("unknown architecture '" + text + "'"
                + NearestName.hint(
                        text,
                        Stream.of(Architecture.values()).map(Architecture::id).toList()));
    }
}
