package dev.kdumpstop.testkit;

import dev.kdumpstop.api.subarch.SubArchitectureSelector;

/** What a plug-in author's test class of a selector extends. */
public abstract class SelectorKit extends ExtensionKit<SubArchitectureSelector> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SubArchitectureSelector plugin();
}
