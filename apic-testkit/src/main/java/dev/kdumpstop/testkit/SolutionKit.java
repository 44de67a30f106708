package dev.kdumpstop.testkit;

import dev.kdumpstop.api.wait.SolutionProvider;

/** What a plug-in author's test class of a solution extends. */
public abstract class SolutionKit extends ExtensionKit<SolutionProvider> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract SolutionProvider plugin();
}
