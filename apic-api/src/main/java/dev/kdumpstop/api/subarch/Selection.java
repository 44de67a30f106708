package dev.kdumpstop.api.subarch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a kernel would pick, and how it got there.
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
