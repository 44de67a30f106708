package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import java.util.Optional;
import org.apiguardian.api.API;

/** A named solution with options; a {@link java.util.ServiceLoader} service. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface SolutionProvider extends Extension {
    /** The solution with the given options. */
    Solution create(OptionValues options);

    /** The system that waits like this, in lower case; {@code linux} for what Linux does or was proposed to do. */
    default String system() {
        return "linux";
    }

    /** The releases that shipped it; empty for what was only proposed. Any solution can be computed for any release. */
    default Optional<ReleaseRange> shippedIn() {
        return Optional.empty();
    }
}
