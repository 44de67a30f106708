package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.guice.Wiring;
import dev.kdumpstop.orchestrator.plugin.Installed;

/** What the program works with: everything found on the class path, wired by the injector, which is used once. */
final class Extensions {
    private Extensions() {}

    /** The usable extensions and, from discovery, the problems of the others. */
    static Installed wired() {
        Installed found = Installed.discover();
        return Wiring.crashStops(found).installed().withProblemsOf(found);
    }
}
