package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;

/** What every extension is asked, of whatever kind it is. Extend the kit of the kind, not this class. */
abstract class ExtensionKit<T extends Extension> {

    /** The plug-in under test: a new object with each call. */
    protected abstract T plugin();
}
