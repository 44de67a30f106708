package dev.kdumpstop.testkit;

import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import java.util.Objects;

/**
 * What every wait policy is asked.
 *
 * <pre>{@code
 * class BackOffTest extends WaitPolicyKit {
 *     @Override
 *     protected IcrWaitPolicyProvider plugin() {
 *         return new BackOff();
 *     }
 * }
 * }</pre>
 */
public abstract class WaitPolicyKit extends WaitingKit<IcrWaitPolicyProvider> {
    /** For subclasses. */
    protected WaitPolicyKit() {
        super(ExtensionPoint.WAIT_POLICY);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract IcrWaitPolicyProvider plugin();

    @Override
    final Planner planner(IcrWaitPolicyProvider plugin, OptionValues options) {
        return Objects.requireNonNull(plugin.create(options), "create() returned null")::planFor;
    }
}
