package dev.kdumpstop.orchestrator.plugin;

import java.util.OptionalInt;

/**
 * Why something that was found cannot be used.
 *
 * @param kind which kind of extension it would have been; {@value #JAR} or {@value #FOLDER} if that is not known
 * @param id its id, or its class name if it never got as far as telling; of a jar or folder the origin
 * @param origin file name of the jar it came from
 * @param spiLevel the level of the SPI it was compiled against, if it got as far as telling
 * @param message what is wrong, and what to do about it
 */
public record PluginProblem(String kind, String id, String origin, OptionalInt spiLevel, String message) {
    /** The kind of a whole jar. */
    public static final String JAR = "jar";
    /** The kind of a folder of the plug-in path. */
    public static final String FOLDER = "folder";

    static PluginProblem ofJar(String origin, String message) {
        return new PluginProblem(JAR, origin, origin, OptionalInt.empty(), message);
    }

    /** Whether it is about a jar or folder, not about one extension. */
    public boolean isOfWhole() {
        return kind.equals(JAR) || kind.equals(FOLDER);
    }

    /** What was refused, in a few words. */
    public String what() {
        return isOfWhole() ? (kind.equals(FOLDER) ? FOLDER + " " : "") + origin : id + " of " + origin;
    }

    @Override
    public String toString() {
        return (isOfWhole() ? kind + " " + origin : kind + " '" + id + "' of " + origin) + ": " + message;
    }
}
