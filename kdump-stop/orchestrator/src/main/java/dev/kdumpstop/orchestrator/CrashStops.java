package dev.kdumpstop.orchestrator;

import dev.kdumpstop.orchestrator.plugin.Installed;

/** Where crash stops come from: a set of installed extensions. */
public final class CrashStops {
    private final Installed installed;

    /** Crash stops made of these extensions. */
    public CrashStops(Installed installed) {
        this.installed = installed;
    }

    /** What is installed. */
    public Installed installed() {
        return installed;
    }

    /** Describes a crash stop. */
    public CrashStopBuilder builder() {
        return CrashStop.builder(installed);
    }
}
