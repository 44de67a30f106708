package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;

/**
 * An extension and where it came from.
 *
 * @param id its id, as it was when it was taken in
 * @param extension the extension. One that is not shipped with this program stands behind a guard: what it throws is a
 *     {@link BrokenPluginException} that names it and its jar
 * @param type the class that implements it
 * @param origin file name of its jar, or of the folder its classes are in
 * @param isDropIn whether that jar is one of the plug-in path, not of the class path
 */
public record Plugin<T extends Extension>(String id, T extension, Class<?> type, String origin, boolean isDropIn) {}
