package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The machine with the most CPUs that a sub-architecture supports, found by asking it: kernels that have it, both modes,
 * and ids one after the other or in clusters of four, by number or by bit; the number by doubling and bisection.
 */
final class LargestMachine {
    /** More are not tried. */
    static final int MOST = 1024;

    private LargestMachine() {}

    /** A way to give ids. */
    private record Layout(int most, IntFunction<List<Integer>> ids) {}

    private static final Layout CONSECUTIVE =
            new Layout(MOST, count -> IntStream.range(0, count).boxed().toList());
    private static final Layout CLUSTERED =
            new Layout(MachineDescription.MOST_CLUSTERED, MachineDescription::clustered);
    private static final Layout CLUSTERED_BITS =
            new Layout(MachineDescription.MOST_CLUSTERED, MachineDescription::clusteredBits);

    /** It; empty if none is supported. Of those with the same number of CPUs the plainest. */
    static Optional<MachineDescription> of(SubArchitecture subArchitecture, MachineDescription said) {
        MachineDescription largest = null;
        int cpus = 0;
        for (KernelRelease release : releases(subArchitecture, said)) {
            for (ApicMode mode : said.mode().map(List::of).orElse(List.of(ApicMode.values()))) {
                for (Layout layout : List.of(CONSECUTIVE, CLUSTERED, CLUSTERED_BITS)) {
                    int count = most(subArchitecture, said, release, mode, layout);
                    if (count > cpus) {
                        cpus = count;
                        largest = said.with(release, layout.ids().apply(count), mode);
                    }
                }
            }
        }
        return Optional.ofNullable(largest);
    }

    private static Set<KernelRelease> releases(SubArchitecture subArchitecture, MachineDescription said) {
        Set<KernelRelease> releases = new LinkedHashSet<>();
        releases.add(said.releaseFor(subArchitecture));
        if (!said.saysRelease()) {
            releases.add(MachineDescription.LATER_RELEASE);
            releases.add(subArchitecture.releases().from());
        }
        return releases;
    }

    private static int most(
            SubArchitecture subArchitecture,
            MachineDescription said,
            KernelRelease release,
            ApicMode mode,
            Layout layout) {
        int yes = 0;
        int no = layout.most() + 1;
        for (int count = 1; count <= layout.most(); count *= 2) {
            if (supports(subArchitecture, said.with(release, layout.ids().apply(count), mode))) {
                yes = count;
            } else if (yes > 0) {
                no = count;
                break;
            }
        }
        while (yes > 0 && no - yes > 1) {
            int middle = (yes + no) / 2;
            if (supports(subArchitecture, said.with(release, layout.ids().apply(middle), mode))) {
                yes = middle;
            } else {
                no = middle;
            }
        }
        return yes;
    }

    private static boolean supports(SubArchitecture subArchitecture, MachineDescription description) {
        MachineSpec machine;
        try {
            machine = description.spec(subArchitecture.name().architecture(), description.release());
        } catch (IllegalArgumentException e) {
            // There is no such machine: ids are used up, or mode and architecture do not go together.
            return false;
        }
        try {
            return subArchitecture.supports(machine).isSupported();
        } catch (BrokenPluginException e) {
            // It is told with the reasons.
            return false;
        }
    }
}
