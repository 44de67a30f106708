package dev.kdumpstop.testkit;

import dev.kdumpstop.api.fault.FaultProvider;

/** What a plug-in author's test class of a fault extends. */
public abstract class FaultKit extends ExtensionKit<FaultProvider> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract FaultProvider plugin();
}
