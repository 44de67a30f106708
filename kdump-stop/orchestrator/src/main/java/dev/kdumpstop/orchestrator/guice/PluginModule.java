package dev.kdumpstop.orchestrator.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.multibindings.MapBinder;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;

/**
 * One map binding per extension point, from id to extension. Every binding's source is the plug-in and its jar, so that a
 * message of Guice about two plug-ins of one name names both jars.
 */
public final class PluginModule extends AbstractModule {
    private final Installed installed;

    /** Binds what is installed. */
    public PluginModule(Installed installed) {
        this.installed = installed;
    }

    @Override
    protected void configure() {
        ExtensionPoint.ALL.forEach(this::bind);
    }

    private <T extends Extension> void bind(ExtensionPoint<T> point) {
        // Without a plug-in the map is empty, not missing.
        MapBinder.newMapBinder(binder(), String.class, point.service());
        for (Plugin<T> plugin : installed.all(point)) {
            Binder binder = binder().withSource(
                            point.words() + " '" + plugin.extension().id() + "' of " + plugin.origin());
            MapBinder.newMapBinder(binder, String.class, point.service())
                    .addBinding(plugin.extension().id())
                    .toInstance(plugin.extension());
        }
    }
}
