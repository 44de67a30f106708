package dev.kdumpstop.api.subarch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a kernel would pick, and how it got there.
 *
 * <pre>{@code
 * Selection selection = new Selection(
 *         Optional.of(SubArchitectureName.of("i386/bigsmp")), List.of("more than 8 CPUs? yes", "-> i386/bigsmp"));
 * selection.chosen(); // Optional[i386/bigsmp]
 * }</pre>
 *
 * @param chosen the choice; empty if no rule leads to an installed sub-architecture
 * @param trail the rules in the order the kernel asks them, each with its answer
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Selection(Optional<SubArchitectureName> chosen, List<String> trail) {
    /** Copies the trail. */
    public Selection {
        trail = List.copyOf(trail);
    }
}
