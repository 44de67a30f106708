package dev.kdumpstop.testkit;

import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;

/** What a plug-in author's test class of a solution extends. */
public abstract class SolutionKit extends ExtensionKit<SolutionProvider> {
    /** For subclasses. */
    protected SolutionKit() {
        super(ExtensionPoint.SOLUTION);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SolutionProvider plugin();

    @Override
    void ask(Interview<SolutionProvider> into, Variant.Reading options) {}
}
