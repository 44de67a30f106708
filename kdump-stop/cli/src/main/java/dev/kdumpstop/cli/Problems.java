package dev.kdumpstop.cli;

import dev.kdumpstop.api.option.InvalidOptionsException;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Collects problems, so that all are told at once. */
final class Problems {
    private final Set<String> found = new LinkedHashSet<>();

    /** One more; the same one twice counts once. */
    void add(String problem) {
        found.add(problem);
    }

    /** Several more. */
    void addAll(Collection<String> problems) {
        found.addAll(problems);
    }

    /** The value, or empty after its problems were noted. */
    <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (InvalidOptionsException e) {
            addAll(e.problems());
        } catch (InvalidStopException e) {
            addAll(e.problems());
        } catch (UserError e) {
            addAll(e.problems());
        } catch (IllegalArgumentException | BrokenPluginException e) {
            add(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /** Whether nothing was found. */
    boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found, in order. */
    List<String> all() {
        return List.copyOf(found);
    }

    /** Ends the command if anything was found. */
    void stopIfAny() {
        if (!found.isEmpty()) {
            throw new UserError(found);
        }
    }
}
