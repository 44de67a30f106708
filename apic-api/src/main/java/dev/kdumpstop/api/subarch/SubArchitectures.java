package dev.kdumpstop.api.subarch;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * The sub-architectures that are installed, by name.
 *
 * <pre>{@code
 * SubArchitectures installed = new SubArchitectures(List.of());
 * installed.find(SubArchitectureName.of("i386/bigsmp")).isPresent(); // false
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SubArchitectures {
    private final Map<SubArchitectureName, SubArchitecture> byName = new TreeMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public SubArchitectures(Collection<? extends SubArchitecture> installed) {
        for (SubArchitecture subArchitecture : installed) {
            if (byName.putIfAbsent(subArchitecture.name(), subArchitecture) != null) {
                throw new IllegalArgumentException("two sub-architectures are named " + subArchitecture.name());
            }
        }
    }

    /** The one with this name, if installed. */
    public Optional<SubArchitecture> find(SubArchitectureName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All, sorted by name. */
    public List<SubArchitecture> all() {
        return List.copyOf(byName.values());
    }
}
