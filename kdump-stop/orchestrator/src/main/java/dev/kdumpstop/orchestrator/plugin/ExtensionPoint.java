package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import java.util.List;

/**
 * One kind of extension.
 *
 * @param service the service type
 * @param words what people call it, in the singular
 * @param plural the same in the plural
 */
public record ExtensionPoint<T extends Extension>(Class<T> service, String words, String plural) {
    /** Where in a jar the files are that name extensions; each has the name of its service type. */
    static final String SERVICE_FILES = "META-INF/services/";

    /** Sub-architectures. */
    public static final ExtensionPoint<SubArchitecture> SUB_ARCHITECTURE =
            new ExtensionPoint<>(SubArchitecture.class, "sub-architecture", "sub-architectures");
    /** Selectors. */
    public static final ExtensionPoint<SubArchitectureSelector> SELECTOR =
            new ExtensionPoint<>(SubArchitectureSelector.class, "selector", "selectors");
    /** Wait policies. */
    public static final ExtensionPoint<IcrWaitPolicyProvider> WAIT_POLICY =
            new ExtensionPoint<>(IcrWaitPolicyProvider.class, "wait policy", "wait policies");
    /** Solutions. */
    public static final ExtensionPoint<SolutionProvider> SOLUTION =
            new ExtensionPoint<>(SolutionProvider.class, "solution", "solutions");
    /** Stop procedures. */
    public static final ExtensionPoint<StopProcedureProvider> STOP_PROCEDURE =
            new ExtensionPoint<>(StopProcedureProvider.class, "stop procedure", "stop procedures");
    /** Faults. */
    public static final ExtensionPoint<FaultProvider> FAULT =
            new ExtensionPoint<>(FaultProvider.class, "fault", "faults");
    /** Timing profiles. */
    public static final ExtensionPoint<TimingProfileProvider> TIMING_PROFILE =
            new ExtensionPoint<>(TimingProfileProvider.class, "timing profile", "timing profiles");

    /** All, in the order in which they are listed. */
    public static final List<ExtensionPoint<?>> ALL =
            List.of(SUB_ARCHITECTURE, SELECTOR, SOLUTION, WAIT_POLICY, STOP_PROCEDURE, FAULT, TIMING_PROFILE);
}
