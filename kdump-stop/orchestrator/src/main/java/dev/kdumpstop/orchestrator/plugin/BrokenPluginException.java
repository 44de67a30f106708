package dev.kdumpstop.orchestrator.plugin;

/** A plug-in failed when it was asked; the message names it and its jar. The host is not to blame, nor what was asked for. */
public final class BrokenPluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPluginException(String message, Throwable cause) {
        super(message, cause);
    }

    BrokenPluginException(String message) {
        super(message);
    }
}
