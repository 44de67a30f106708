package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.option.NearestName;
import java.util.Collection;

/** A name that nothing installed has; says which is nearest, and which there are. */
public final class UnknownNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** No {@code kind} is called {@code name}; these are. */
    public UnknownNameException(String kind, String name, Collection<String> known) {
        super("unknown " + kind + " '" + name + "'" + NearestName.hint(name, known));
    }
}
