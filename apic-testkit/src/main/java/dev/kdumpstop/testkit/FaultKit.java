package dev.kdumpstop.testkit;

import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;

/** What a plug-in author's test class of a fault extends. */
public abstract class FaultKit extends ExtensionKit<FaultProvider> {
    /** For subclasses. */
    protected FaultKit() {
        super(ExtensionPoint.FAULT);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract FaultProvider plugin();

    @Override
    void ask(Interview<FaultProvider> into, Variant.Reading options) {}
}
