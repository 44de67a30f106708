package dev.kdumpstop.orchestrator;

import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A crash stop cannot be run as it was described; carries every problem, not just the first. */
public final class InvalidStopException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidStopException(List<String> problems) {
        this(problems, null);
    }

    InvalidStopException(List<String> problems, @Nullable BrokenPluginException broken) {
        super(String.join("\n", problems), broken);
        this.problems = List.copyOf(problems);
    }

    /** Whether a plug-in failed when it was asked; then not the description is to blame, or not alone. */
    public boolean isByBrokenPlugin() {
        return getCause() instanceof BrokenPluginException;
    }

    /** Every problem, in the order it was found. */
    public List<String> problems() {
        return problems;
    }
}
