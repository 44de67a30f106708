package dev.kdumpstop.orchestrator.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * A drop-in jar.
 *
 * @param origin what messages call it: its file name, or the whole path if that name is taken
 * @param file where it lies
 * @param libraryOf the jars that name it in Class-Path, if it has no extensions itself: it is loaded with them
 */
public record PluginJar(String origin, Path file, List<String> libraryOf) {}
