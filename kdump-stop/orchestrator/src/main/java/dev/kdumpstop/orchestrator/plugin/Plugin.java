package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;

/**
 * An extension and where it came from.
 *
 * @param extension the extension
 * @param origin file name of its jar, or of the folder its classes are in
 */
public record Plugin<T extends Extension>(T extension, String origin) {}
