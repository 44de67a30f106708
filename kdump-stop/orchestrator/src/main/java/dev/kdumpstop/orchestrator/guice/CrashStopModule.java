package dev.kdumpstop.orchestrator.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import java.util.Map;

/** Crash stops out of the maps that {@link PluginModule}, or a program's own module, binds. */
public final class CrashStopModule extends AbstractModule {

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireExactBindingAnnotations();
        binder().requireAtInjectOnConstructors();
        binder().disableCircularProxies();
    }

    @Provides
    @Singleton
    static CrashStops crashStops(
            Map<String, SubArchitecture> subArchitectures,
            Map<String, SubArchitectureSelector> selectors,
            Map<String, SolutionProvider> solutions,
            Map<String, IcrWaitPolicyProvider> waitPolicies,
            Map<String, StopProcedureProvider> stopProcedures,
            Map<String, FaultProvider> faults,
            Map<String, TimingProfileProvider> timingProfiles) {
        return new CrashStops(Installed.of(List.of())
                .and(ExtensionPoint.SUB_ARCHITECTURE, subArchitectures.values())
                .and(ExtensionPoint.SELECTOR, selectors.values())
                .and(ExtensionPoint.SOLUTION, solutions.values())
                .and(ExtensionPoint.WAIT_POLICY, waitPolicies.values())
                .and(ExtensionPoint.STOP_PROCEDURE, stopProcedures.values())
                .and(ExtensionPoint.FAULT, faults.values())
                .and(ExtensionPoint.TIMING_PROFILE, timingProfiles.values()));
    }
}
