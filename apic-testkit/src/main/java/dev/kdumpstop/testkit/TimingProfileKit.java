package dev.kdumpstop.testkit;

import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;

/** What a plug-in author's test class of a timing profile extends. */
public abstract class TimingProfileKit extends ExtensionKit<TimingProfileProvider> {
    /** For subclasses. */
    protected TimingProfileKit() {
        super(ExtensionPoint.TIMING_PROFILE);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract TimingProfileProvider plugin();

    @Override
    void ask(Interview<TimingProfileProvider> into, Variant.Reading options) {}
}
