package dev.kdumpstop.testkit;

import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;

/** What a plug-in author's test class of a stop procedure extends. */
public abstract class StopProcedureKit extends ExtensionKit<StopProcedureProvider> {
    /** For subclasses. */
    protected StopProcedureKit() {
        super(ExtensionPoint.STOP_PROCEDURE);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract StopProcedureProvider plugin();

    @Override
    void ask(Interview<StopProcedureProvider> into, Variant.Reading options) {}
}
