package dev.kdumpstop.testkit;

import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;

/** What a plug-in author's test class of a wait policy extends. */
public abstract class WaitPolicyKit extends ExtensionKit<IcrWaitPolicyProvider> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract IcrWaitPolicyProvider plugin();
}
