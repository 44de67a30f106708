package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;

/**
 * An extension that could be made. Whether it can be used is still to be asked.
 *
 * @param point its kind
 * @param extension the extension
 * @param origin file name of its jar or folder
 * @param failures how to explain what it throws
 */
record Found(ExtensionPoint<?> point, Extension extension, String origin, Failures failures) {}
