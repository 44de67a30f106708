package dev.kdumpstop.orchestrator.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.MapBinder;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.FakeSubArchitecture;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WiringTest {
    @Test
    @DisplayName("what was found comes out of the injector again, and what core ships is found")
    void wires() {
        Installed found = Installed.discover().and(List.of(new FakeSubArchitecture("fake")));
        CrashStops stops = Wiring.crashStops(found);
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            assertThat(stops.installed().ids(point)).isEqualTo(found.ids(point));
        }
        assertThat(stops.installed().ids(ExtensionPoint.SOLUTION)).contains("baseline", "A", "B-1", "B-2");
    }

    @Test
    @DisplayName("nothing is bound that was not asked for")
    void strict() {
        Injector injector = Guice.createInjector(new CrashStopModule(), new PluginModule(Installed.of(List.of())));
        assertThatThrownBy(() -> injector.getInstance(StringBuilder.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Explicit bindings are required");
    }

    @Test
    @DisplayName("a program's own module that takes a plug-in's name: the message names the plug-in and its jar")
    void clashNamesItsSource() {
        Installed found = Installed.of(List.of(new FakeSubArchitecture("fake")));
        assertThatThrownBy(() ->
                        Guice.createInjector(new CrashStopModule(), new PluginModule(found), new AbstractModule() {
                            @Override
                            protected void configure() {
                                MapBinder.newMapBinder(binder(), String.class, SubArchitecture.class)
                                        .addBinding("i386/fake")
                                        .toInstance(new FakeSubArchitecture("fake"));
                            }
                        }))
                .isInstanceOf(CreationException.class)
                .hasMessageContaining("sub-architecture 'i386/fake' of test-classes");
    }
}
