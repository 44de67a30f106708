package dev.kdumpstop.testkit;

import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;

/** What a plug-in author's test class of a wait policy extends. */
public abstract class WaitPolicyKit extends ExtensionKit<IcrWaitPolicyProvider> {
    /** For subclasses. */
    protected WaitPolicyKit() {
        super(ExtensionPoint.WAIT_POLICY);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract IcrWaitPolicyProvider plugin();

    @Override
    void ask(Interview<IcrWaitPolicyProvider> into, Variant.Reading options) {}
}
