package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The order in which Linux's solutions are shown: the oldest that was shipped, what was only proposed, then what was shipped later. */
final class SolutionOrder {
    private final List<String> proposed = new ArrayList<>();
    private final TreeMap<KernelRelease, List<String>> shipped = new TreeMap<>();

    SolutionOrder(Installed installed) {
        for (Plugin<SolutionProvider> plugin : installed.all(ExtensionPoint.SOLUTION)) {
            String id = plugin.extension().id();
            if (!plugin.extension().system().equals(StopProcedureProvider.LINUX)) {
                continue; // what another system does was never proposed for Linux
            }
            plugin.extension()
                    .shippedIn()
                    .ifPresentOrElse(
                            range -> shipped.computeIfAbsent(range.from(), key -> new ArrayList<>())
                                    .add(id),
                            () -> proposed.add(id));
        }
    }

    /** All of them. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        shipped.values().forEach(all::addAll);
        all.addAll(shipped.isEmpty() ? 0 : shipped.firstEntry().getValue().size(), proposed);
        return all;
    }

    /** The oldest, the proposed, and what the release shipped or, if that is the oldest, the next one. */
    List<String> around(KernelRelease release) {
        List<String> solutions = new ArrayList<>();
        if (!shipped.isEmpty()) {
            solutions.addAll(shipped.firstEntry().getValue());
        }
        solutions.addAll(proposed);
        Map.Entry<KernelRelease, List<String>> then = shipped.floorEntry(release);
        Map.Entry<KernelRelease, List<String>> next = shipped.higherEntry(release);
        if (then != null && !solutions.containsAll(then.getValue())) {
            solutions.addAll(then.getValue());
        } else if (next != null) {
            solutions.addAll(next.getValue());
        }
        return solutions;
    }
}
