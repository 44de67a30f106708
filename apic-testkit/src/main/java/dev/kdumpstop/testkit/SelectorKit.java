package dev.kdumpstop.testkit;

import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;

/** What a plug-in author's test class of a selector extends. */
public abstract class SelectorKit extends ExtensionKit<SubArchitectureSelector> {
    /** For subclasses. */
    protected SelectorKit() {
        super(ExtensionPoint.SELECTOR);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SubArchitectureSelector plugin();

    @Override
    void ask(Interview<SubArchitectureSelector> into, Variant.Reading options) {}
}
