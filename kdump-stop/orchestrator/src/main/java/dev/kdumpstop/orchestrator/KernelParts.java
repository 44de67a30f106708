package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.InvalidOptionsException;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;

/** What a Linux kernel sends with, by name; what is not named is what the kernel on that machine would have. */
public final class KernelParts {
    private final Installed installed;

    /** Looked for among these. */
    public KernelParts(Installed installed) {
        this.installed = installed;
    }

    /**
     * The sub-architecture that the kernel itself picks.
     *
     * @throws IllegalArgumentException if no selector knows, or its choice is not installed
     */
    public String select(MachineSpec spec) {
        for (Plugin<SubArchitectureSelector> selector : installed.all(ExtensionPoint.SELECTOR)) {
            if (selector.extension().appliesTo(spec)) {
                Selection selection = selector.extension().select(spec, installed.subArchitectures());
                return selection
                        .chosen()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the kernel's own choice leads to nothing that is installed: "
                                        + String.join("; ", selection.trail())))
                        .toString();
            }
        }
        throw new IllegalArgumentException("no sub-architecture was given, and no selector knows how "
                + spec.architecture().id() + " " + spec.release() + " chooses one; there are selectors "
                + installed.ids(ExtensionPoint.SELECTOR));
    }

    /** @throws IllegalArgumentException if it is not installed, or cannot be on the machine */
    public SubArchitecture subArchitecture(String name, MachineSpec spec) {
        SubArchitecture found = installed.get(ExtensionPoint.SUB_ARCHITECTURE, name);
        fit(found, spec);
        return found;
    }

    static void fit(SubArchitecture found, MachineSpec spec) {
        Compatibility compatibility = found.supports(spec);
        if (!compatibility.isSupported()) {
            throw new InvalidOptionsException(compatibility.reasons().stream()
                    .map(reason -> found.name() + " cannot be on this machine: " + reason)
                    .toList());
        }
    }

    /** The solution that the release shipped. @throws IllegalArgumentException if none that is installed was */
    public String shipped(MachineSpec spec) {
        for (Plugin<SolutionProvider> provider : installed.all(ExtensionPoint.SOLUTION)) {
            if (provider.extension()
                    .shippedIn()
                    .filter(range -> range.contains(spec.release()))
                    .isPresent()) {
                return provider.extension().id();
            }
        }
        throw new IllegalArgumentException("no solution was given, and none that is installed was shipped in "
                + spec.release() + "; there are " + installed.ids(ExtensionPoint.SOLUTION));
    }

    /** A solution with options, {@code A:polls=50}. */
    public Solution solution(String given) {
        ExtensionText text = ExtensionText.parse(given);
        SolutionProvider provider = installed.get(ExtensionPoint.SOLUTION, text.id());
        return provider.create(OptionValues.of(provider.options(), text.options()));
    }

    /** A solution whose bounded waits are those of a wait policy; see {@link CrashStopBuilder#waitPolicy(String)}. */
    public Solution solution(String given, String waitPolicy) {
        Solution solution = solution(given);
        return waitPolicy.isEmpty() ? solution : new PolicyAtBoundedWaits(solution, waitPolicy(waitPolicy));
    }

    /** A wait policy with options, {@code rfc-loop:polls=50}. */
    public IcrWaitPolicy waitPolicy(String given) {
        ExtensionText text = ExtensionText.parse(given);
        IcrWaitPolicyProvider provider = installed.get(ExtensionPoint.WAIT_POLICY, text.id());
        return provider.create(OptionValues.of(provider.options(), text.options()));
    }

    /**
     * The static key {@code apic_use_ipi_shorthand} of today's kernels: not {@code no_ipi_broadcast}, and every present
     * CPU was booted once (kernel-facts 4.3).
     */
    public static boolean shorthandAllowed(MachineSpec machine) {
        return !machine.boot().noIpiBroadcast()
                && machine.maps().bootedOnce().containsAll(machine.maps().present());
    }
}
