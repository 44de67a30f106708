package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A plug-in that is wrong.
 *
 * @param failures the tests that must fail, each with a part of its message
 */
record Mutant<T extends Extension>(Supplier<T> plugin, Map<String, String> failures) {

    /** One that fails a single test. */
    static <T extends Extension> Mutant<T> of(Supplier<T> plugin, String test, String words) {
        return new Mutant<>(plugin, Map.of(test, words));
    }

    @Override
    public String toString() {
        return plugin.get().getClass().getSimpleName();
    }
}
