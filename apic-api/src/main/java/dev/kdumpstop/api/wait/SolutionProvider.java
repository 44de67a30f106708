package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A named solution with options; a {@link java.util.ServiceLoader} service.
 *
 * <pre>{@code
 * public final class AllBounded implements SolutionProvider {
 *     @Override public String id() { return "all-bounded"; }
 *     @Override public String summary() { return "Every wait ends after 1001 polls"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public Solution create(OptionValues options) {
 *         WaitPlan plan = WaitPlan.of(PollSegment.polls(1001, 0));
 *         return site -> context -> plan;
 *     }
 * }
 * }</pre>
 */
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
