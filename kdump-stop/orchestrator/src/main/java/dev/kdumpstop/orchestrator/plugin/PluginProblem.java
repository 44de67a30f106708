package dev.kdumpstop.orchestrator.plugin;

/**
 * Why something that was found cannot be used.
 *
 * @param kind which kind of extension it would have been
 * @param id its id, or its class name if it never got as far as telling
 * @param origin file name of the jar it came from
 * @param message what is wrong, and what to do about it
 */
public record PluginProblem(String kind, String id, String origin, String message) {
    @Override
    public String toString() {
        return kind + " '" + id + "' of " + origin + ": " + message;
    }
}
