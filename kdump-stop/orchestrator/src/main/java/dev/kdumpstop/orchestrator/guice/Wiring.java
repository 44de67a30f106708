package dev.kdumpstop.orchestrator.guice;

import com.google.inject.Guice;
import com.google.inject.Stage;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;

/** Uses the injector once and gives a plain object out. */
public final class Wiring {
    private Wiring() {}

    /** Crash stops with everything that was found; strict: no binding that was not asked for. */
    public static CrashStops crashStops(Installed installed) {
        return Guice.createInjector(Stage.PRODUCTION, new CrashStopModule(), new PluginModule(installed))
                .getInstance(CrashStops.class);
    }
}
