package dev.kdumpstop.core.builtin;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionSpec;
import java.util.List;

/** What every built-in extension says of itself; the subclasses say what they do. */
public abstract class BuiltIn implements Extension {
    private final String id;
    private final String summary;
    private final List<OptionSpec> options;
    private final List<String> sources;

    /** Options in the order in which they are shown; at least one source unless there is nothing to cite. */
    protected BuiltIn(String id, String summary, List<OptionSpec> options, String... sources) {
        this.id = id;
        this.summary = summary;
        this.options = List.copyOf(options);
        this.sources = List.of(sources);
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String summary() {
        return summary;
    }

    @Override
    public final List<OptionSpec> options() {
        return options;
    }

    @Override
    public final List<String> sources() {
        return sources;
    }

    @Override
    public final int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public final String toString() {
        return id;
    }
}
