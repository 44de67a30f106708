package dev.kdumpstop.testkit;

import dev.kdumpstop.api.timing.TimingProfileProvider;

/** What a plug-in author's test class of a timing profile extends. */
public abstract class TimingProfileKit extends ExtensionKit<TimingProfileProvider> {

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract TimingProfileProvider plugin();
}
