package dev.kdumpstop.testkit;

import dev.kdumpstop.api.stop.StopProcedureProvider;

/** What a plug-in author's test class of a stop procedure extends. */
public abstract class StopProcedureKit extends ExtensionKit<StopProcedureProvider> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract StopProcedureProvider plugin();
}
