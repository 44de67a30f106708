package dev.kdumpstop.testkit;

import dev.kdumpstop.api.subarch.SubArchitecture;

/** What a plug-in author's test class of a sub-architecture extends. */
public abstract class SubArchitectureKit extends ExtensionKit<SubArchitecture> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SubArchitecture plugin();
}
