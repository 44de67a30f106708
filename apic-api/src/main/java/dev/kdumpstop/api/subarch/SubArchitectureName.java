package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.machine.Architecture;
import org.apiguardian.api.API;

/**
 * The full name of a sub-architecture, {@code i386/bigsmp}.
 *
 * <pre>{@code
 * SubArchitectureName name = SubArchitectureName.of("i386/bigsmp");
 * name.architecture(); // I386
 * name.name(); // bigsmp
 * }</pre>
 *
 * @param architecture the kernel's architecture
 * @param name lower-case letters, digits, hyphens
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SubArchitectureName(Architecture architecture, String name) implements Comparable<SubArchitectureName> {

    /** @throws IllegalArgumentException if the name is not well formed */
    public SubArchitectureName {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "sub-architecture name '" + name + "' is not lower-case letters, digits and hyphens");
        }
    }

    /** Reads {@code i386/bigsmp}. @throws IllegalArgumentException if the text has another form */
    public static SubArchitectureName of(String text) {
        for (Architecture architecture : Architecture.values()) {
            String prefix = architecture.id() + "/";
            if (text.startsWith(prefix)) {
                return new SubArchitectureName(architecture, text.substring(prefix.length()));
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a sub-architecture such as i386/bigsmp or x86_64/physflat");
    }

    @Override
    public int compareTo(SubArchitectureName other) {
        int byArchitecture = architecture.compareTo(other.architecture);
        return byArchitecture != 0 ? byArchitecture : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return architecture.id() + "/" + name;
    }
}
