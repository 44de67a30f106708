package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.testkit.FaultKit;
import dev.kdumpstop.testkit.SolutionKit;
import dev.kdumpstop.testkit.StopProcedureKit;
import dev.kdumpstop.testkit.TimingProfileKit;
import dev.kdumpstop.testkit.WaitPolicyKit;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test kit that plug-ins of others must pass, for everything built in that is no sub-architecture. Each is found as the
 * program finds it, so that a new one is not forgotten.
 */
class BuiltInKitsTest {
    private static final Installed INSTALLED = Installed.discover();

    private static <T extends Extension> List<T> all(ExtensionPoint<T> point) {
        List<T> all = INSTALLED.all(point).stream().map(Plugin::extension).toList();
        assertThat(all).as(point.plural()).isNotEmpty();
        return all;
    }

    static List<IcrWaitPolicyProvider> waitPolicies() {
        return all(ExtensionPoint.WAIT_POLICY);
    }

    static List<SolutionProvider> solutions() {
        return all(ExtensionPoint.SOLUTION);
    }

    static List<StopProcedureProvider> stopProcedures() {
        return all(ExtensionPoint.STOP_PROCEDURE);
    }

    static List<FaultProvider> faults() {
        return all(ExtensionPoint.FAULT);
    }

    static List<TimingProfileProvider> timingProfiles() {
        return all(ExtensionPoint.TIMING_PROFILE);
    }

    private static final String HERE = "dev.kdumpstop.integration.BuiltInKitsTest#";

    @Nested
    @ParameterizedClass
    @MethodSource(HERE + "waitPolicies")
    class WaitPolicies extends WaitPolicyKit {
        @Parameter
        IcrWaitPolicyProvider shipped;

        @Override
        protected IcrWaitPolicyProvider plugin() {
            return shipped;
        }
    }

    @Nested
    @ParameterizedClass
    @MethodSource(HERE + "solutions")
    class Solutions extends SolutionKit {
        @Parameter
        SolutionProvider shipped;

        @Override
        protected SolutionProvider plugin() {
            return shipped;
        }
    }

    @Nested
    @ParameterizedClass
    @MethodSource(HERE + "stopProcedures")
    class StopProcedures extends StopProcedureKit {
        @Parameter
        StopProcedureProvider shipped;

        @Override
        protected StopProcedureProvider plugin() {
            return shipped;
        }
    }

    @Nested
    @ParameterizedClass
    @MethodSource(HERE + "faults")
    class Faults extends FaultKit {
        @Parameter
        FaultProvider shipped;

        @Override
        protected FaultProvider plugin() {
            return shipped;
        }

        @Override
        protected boolean changesNothing() {
            return shipped.id().equals("healthy");
        }
    }

    @Nested
    @ParameterizedClass
    @MethodSource(HERE + "timingProfiles")
    class TimingProfiles extends TimingProfileKit {
        @Parameter
        TimingProfileProvider shipped;

        @Override
        protected TimingProfileProvider plugin() {
            return shipped;
        }
    }
}
